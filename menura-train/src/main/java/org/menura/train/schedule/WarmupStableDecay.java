package org.menura.train.schedule;

/**
 * A warm-up-stable-decay schedule (Hu et al., "MiniCPM", arXiv 2404.06395, section 4): the rate stays at the peak until
 * a short decay at the end. A run can go on from a checkpoint of its stable stretch, for as long as one likes.
 *
 * @param peak the rate after the warm-up
 * @param warmup steps of linear growth
 * @param steps steps of the whole run, warm-up and decay included
 * @param decaySteps the last steps, in which the rate falls
 * @param floor the last rate as a share of the peak
 * @param decay curve of the decay
 */
public record WarmupStableDecay(double peak, long warmup, long steps, long decaySteps, double floor, Decay decay)
        implements Schedule {
    /** The curve from 1 to 0 of the decay. */
    public enum Decay {
        /** {@code 1 - x}. */
        LINEAR,
        /** {@code (1 + cos πx) / 2}. */
        COSINE,
        /** {@code 1 - sqrt(x)}, steep at first (Hägele et al., arXiv 2405.18392, equation 2). */
        ONE_MINUS_SQRT;

        /** The curve at {@code x} from 0 to 1. */
        double at(double x) {
            return switch (this) {
                case LINEAR -> 1 - x;
                case COSINE -> (1 + StrictMath.cos(Math.PI * x)) / 2;
                case ONE_MINUS_SQRT -> 1 - Math.sqrt(x);
            };
        }
    }

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if one is negative, the floor is above 1, or warm-up and decay are longer than the
     *     run
     */
    public WarmupStableDecay {
        Checks.start(peak, warmup);
        Checks.range("floor", floor, 1);
        if (decaySteps < 0 || steps < 1 || warmup > steps - decaySteps) {
            throw new IllegalArgumentException(
                    "a schedule of %d steps can't hold a warm-up of %d and a decay of %d; give more steps or make one shorter"
                            .formatted(steps, warmup, decaySteps));
        }
    }

    @Override
    public double share(long step) {
        long into = step - (steps - decaySteps);
        if (into < 0) {
            return 1;
        }
        return into >= decaySteps ? floor : floor + (1 - floor) * decay.at((double) into / decaySteps);
    }
}
