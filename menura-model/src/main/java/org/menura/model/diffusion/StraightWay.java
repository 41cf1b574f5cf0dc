package org.menura.model.diffusion;

import org.jspecify.annotations.Nullable;
import org.menura.model.Config;

/**
 * Levels of straight ways as UniPC visits them: from noise alone, or chosen ones, whose noise is then measured beside the
 * data's share.
 *
 * @param levels how they are chosen, shifted and ended
 * @param terminal the level that the last step begins with, to which all are stretched; 0 for none
 */
record StraightWay(LambdaNoise levels, double terminal) {
    /** How much of the data is left at the least, as its logarithm is taken. */
    private static final double LEAST = 1e-6;

    static @Nullable StraightWay of(Config c, LambdaNoise levels) {
        double terminal = c.precise("shift_terminal", 0);
        if (!c.flag("use_flow_sigmas", false)) {
            if (c.has("shift_terminal")) {
                throw c.unsupported("shift_terminal", "it goes with use_flow_sigmas");
            }
            return null;
        }
        return switch (levels.levels()) {
            case TRAINED, KARRAS -> new StraightWay(levels, terminal);
            default -> throw c.unsupported("use_flow_sigmas", "supported with UniPC: alone or with use_karras_sigmas");
        };
    }

    SigmaSteps steps(int steps) {
        TimestepSpacing.check(steps, levels.noise().steps());
        return levels.straight(levels.levels() == SigmaSteps.Levels.KARRAS ? chosen(steps) : even(steps));
    }

    private double[] chosen(int steps) {
        double[] out = levels.chosen(steps);
        for (int i = 0; i < steps; i++) {
            out[i] /= out[i] + 1;
        }
        return out;
    }

    private double[] even(int steps) {
        double[] ramp = Floats.evenly(1, 1.0 / levels.noise().steps(), steps + 1);
        double[] out = new double[steps];
        for (int i = 0; i < steps; i++) {
            out[i] = levels.shifted(ramp[i]);
        }
        SigmaSteps.stretch(out, terminal);
        if (Math.abs(out[0] - 1) < LEAST) {
            out[0] -= LEAST;
        }
        return out;
    }
}
