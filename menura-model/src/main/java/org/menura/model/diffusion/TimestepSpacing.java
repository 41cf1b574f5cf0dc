package org.menura.model.diffusion;

import org.menura.model.Config;

/** Which of training's timesteps a walk visits (arXiv 2305.08891, table 2). */
enum TimestepSpacing {
    /** From the last to the first one, both included. */
    LINSPACE,
    /** Multiples of a whole number, from 0 on, and an offset. */
    LEADING,
    /** Equal distances back from the end. */
    TRAILING;

    static TimestepSpacing of(Config c, String fallback) {
        return switch (c.text("timestep_spacing", fallback)) {
            case "linspace" -> LINSPACE;
            case "leading" -> LEADING;
            case "trailing" -> TRAILING;
            default -> throw c.unsupported("timestep_spacing", "supported: linspace, leading, trailing");
        };
    }

    /**
     * The timesteps, from much noise to little.
     *
     * @param train number of training's timesteps
     * @param offset added to those of {@link #LEADING}
     * @throws IllegalArgumentException if there are no steps or more than training had
     */
    double[] timesteps(int train, int steps, int offset) {
        check(steps, train);
        double[] even = Floats.evenly(0, train - 1.0, steps);
        double[] out = new double[steps];
        for (int i = 0; i < steps; i++) {
            out[i] = switch (this) {
                // Which whole number is nearest to half of one, the reference's last digit decides.
                case LINSPACE -> even[steps - 1 - i];
                case LEADING -> (double) (train / steps) * (steps - 1 - i) + offset;
                case TRAILING -> Math.rint(train - i * ((double) train / steps)) - 1;
            };
        }
        return out;
    }

    static void check(int steps, int train) {
        if (steps < 1 || steps > train) {
            throw new IllegalArgumentException(
                    "steps must be between 1 and %d, the timesteps that training had, not %d".formatted(train, steps));
        }
    }

    /** The same as whole numbers, which methods need that look values up. */
    int[] whole(int train, int steps, int offset) {
        double[] exact = timesteps(train, steps, offset);
        int[] out = new int[steps];
        for (int i = 0; i < steps; i++) {
            out[i] = Math.clamp((int) Math.rint(exact[i]), 0, train - 1);
        }
        return out;
    }

    static float[] floats(int[] timesteps) {
        float[] out = new float[timesteps.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = timesteps[i];
        }
        return out;
    }
}
