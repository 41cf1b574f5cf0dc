package org.menura.train.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;

class TokenLogpsTest {
    private static final int[] TARGETS = {-100, 2, 0, -1, 1, 3, 4};
    private static final Segments SEQUENCES = Segments.ofLengths(3, 4);
    private static final Dpo.Logps REFERENCE = new Dpo.Logps(new double[] {-3}, new double[] {-5});

    private final TokenLogps tokens = new TokenLogps(TARGETS, SEQUENCES);

    @Test
    void rowsThatCountBySequence() {
        double[][] logps = tokens.split(Tensor.of(new float[] {0, 1, 2, 0, 3, 4, 5}, 7));

        assertArrayEquals(new double[] {-1, -2}, logps[0]);
        assertArrayEquals(new double[] {-3, -4, -5}, logps[1]);
        assertArrayEquals(new double[] {-3, -12}, TokenLogps.sums(logps));
        assertArrayEquals(
                new float[] {0, -7, -7, 0, 1, 1, 1},
                tokens.seed(TokenLogps.spread(new double[] {7, -1}, logps)).toFloats());
        assertThrows(IllegalArgumentException.class, () -> tokens.seed(new double[][] {{1, 2, 3}, {4, 5, 6}}));
    }

    /** Seven rows of logits learn to prefer the first sequence to the second. */
    @Test
    void seedLeadsToTheGradientOfLogits() {
        Tensor logits = Differences.random(1, 1, 7, 5);
        double[][] logps = tokens.split(new CpuBackend(1).crossEntropy(logits, TARGETS));
        Dpo.Logps gradient = preference(TokenLogps.sums(logps)).gradient();
        double[] bySequence = {gradient.chosen()[0], gradient.rejected()[0]};
        float[] seed = tokens.seed(TokenLogps.spread(bySequence, logps)).toFloats();

        float[] dLogits = new float[35];
        LogitRow row = new LogitRow(5);
        for (int r = 0; r < 7; r++) {
            row.read(logits, r, 1);
            for (int j = 0; j < 5; j++) {
                dLogits[r * 5 + j] = (float) (seed[r] * (row.p(j) - (j == TARGETS[r] ? 1 : 0)));
            }
        }
        Differences.check("logits", logits, Tensor.of(dLogits, 7, 5), () -> inDouble(logits));
    }

    private static Dpo.Result preference(double[] logps) {
        return Dpo.of(
                new Dpo.Logps(new double[] {logps[0]}, new double[] {logps[1]}),
                REFERENCE,
                0.5,
                new PreferenceLoss.Sigmoid(0.1));
    }

    private static double inDouble(Tensor logits) {
        double[] sums = new double[2];
        LogitRow row = new LogitRow(5);
        for (int r = 0; r < TARGETS.length; r++) {
            if (TARGETS[r] >= 0) {
                sums[r < SEQUENCES.end(0) ? 0 : 1] += row.read(logits, r, 1).logp(TARGETS[r]);
            }
        }
        return preference(sums).loss();
    }
}
