package org.menura.train.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class KtoTest {
    private static final Kto.Options OPTIONS = new Kto.Options(0.5, 1.2, 0.8);

    private final double[] policy = {-3, -5, -4, -9};
    private final double[] reference = {-4, -4, -4.5, -6};
    private final boolean[] desirable = {true, true, false, false};

    private Kto.Result result() {
        return Kto.of(policy, reference, desirable, 0.25, OPTIONS);
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    @Test
    void answersAreComparedWithTheReferencePoint() {
        double[] expected = {
            1.2 * (1 - sigmoid(0.5 * (1 - 0.25))),
            1.2 * (1 - sigmoid(0.5 * (-1 - 0.25))),
            0.8 * (1 - sigmoid(0.5 * (0.25 - 0.5))),
            0.8 * (1 - sigmoid(0.5 * (0.25 + 3)))
        };
        Kto.Result result = result();

        double sum = 0;
        for (int i = 0; i < 4; i++) {
            assertEquals(expected[i], result.losses()[i], 1e-15);
            sum += expected[i];
        }
        assertEquals(sum / 4, result.loss(), 1e-15);
        assertEquals(0, result.metrics().get("rewards/desirable"), 1e-15);
        assertEquals(0.5 * (0.5 - 3) / 2, result.metrics().get("rewards/undesirable"), 1e-15);
    }

    @Test
    void gradient() {
        Differences.check("policy", policy, result().gradient(), () -> result().loss());
    }

    @Test
    void klEstimateIsNeverNegative() {
        assertEquals(1.5, Kto.klEstimate(new double[] {-1, -2}, new double[] {-3, -3}));
        assertEquals(0, Kto.klEstimate(new double[] {-4}, new double[] {-3}));
        assertThrows(IllegalArgumentException.class, () -> Kto.klEstimate(new double[0], new double[0]));
    }
}
