package org.menura.train.schedule;

/**
 * A warm-up-stable-decay schedule (Hu et al., "MiniCPM", arXiv 2404.06395, section 4): the rate stays at the peak until
 * a short decay at the end. A run can go on from a checkpoint of its stable stretch, for as long as one likes.
 *
 * @param peak the rate after the warm-up
 * @param warmup steps of growth
 * @param steps steps of the whole run, warm-up and decay included
 * @param decaySteps the last steps, in which the rate falls
 * @param floor the last rate as a share of the peak
 * @param decay curve of the decay
 * @param cycles periods of a {@link Curve#COSINE} in the decay; half a period ends at the floor
 * @param start the first rate of the warm-up as a share of the peak
 * @param rise curve of the warm-up
 */
public record WarmupStableDecay(
        double peak,
        long warmup,
        long steps,
        long decaySteps,
        double floor,
        Curve decay,
        double cycles,
        double start,
        Curve rise)
        implements Schedule {
    /** The curve from 1 to 0 of the decay, or from 0 to 1 of the warm-up. */
    public enum Curve {
        /** {@code 1 - x}. */
        LINEAR,
        /** {@code (1 + cos πx) / 2}. */
        COSINE,
        /** {@code 1 - sqrt(x)}, steep at first (Hägele et al., arXiv 2405.18392, equation 2). */
        ONE_MINUS_SQRT;

        /** The curve at {@code x} from 0 to 1. */
        double at(double x, double cycles) {
            return switch (this) {
                case LINEAR -> 1 - x;
                case COSINE -> (1 + StrictMath.cos(2 * Math.PI * cycles * x)) / 2;
                case ONE_MINUS_SQRT -> 1 - Math.sqrt(x);
            };
        }

        /** The curve read backwards: 0 at 0 and 1 at 1. */
        double upTo(double x) {
            return this == LINEAR ? x : at(1 - x, 0.5);
        }
    }

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if one is negative, the floor or the start is above 1, or warm-up and
     *     decay are longer than the run
     */
    public WarmupStableDecay {
        Checks.start(peak, warmup);
        Checks.range("floor", floor, 1);
        Checks.range("cycles", cycles, Double.MAX_VALUE);
        Checks.range("start", start, 1);
        if (decaySteps < 0 || steps < 1 || warmup > steps - decaySteps) {
            throw new IllegalArgumentException(
                    "a schedule of %d steps can't hold a warm-up of %d and a decay of %d; give more steps or make one shorter"
                            .formatted(steps, warmup, decaySteps));
        }
    }

    /** Makes a schedule that grows from 0 in a straight line; a cosine decays in half a period. */
    public WarmupStableDecay(double peak, long warmup, long steps, long decaySteps, double floor, Curve decay) {
        this(peak, warmup, steps, decaySteps, floor, decay, 0.5, 0, Curve.LINEAR);
    }

    @Override
    public double rise(long step) {
        return start + (1 - start) * rise.upTo((double) step / warmup);
    }

    @Override
    public double share(long step) {
        long into = step - (steps - decaySteps);
        if (into < 0) {
            return 1;
        }
        return into >= decaySteps
                ? floor
                : floor + (1 - floor) * Math.max(0, decay.at((double) into / decaySteps, cycles));
    }
}
