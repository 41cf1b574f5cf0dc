package org.menura.eval.learn;

import java.util.Arrays;
import org.menura.tensor.Rng;

/**
 * By how much the bits for each byte of some documents changed, with the 95 % interval of a paired bootstrap over documents
 * (B. Efron, R. Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13); above 0 is worse.
 *
 * @param before bits for each byte
 * @param after bits for each byte
 * @param low lower end of the interval of {@code after - before}
 * @param high its upper end
 * @param documents their number
 */
public record BitsChange(double before, double after, double low, double high, int documents) {
    private static final int DRAWS = 10_000;
    private static final double OUTSIDE = 0.025;

    /** Estimates the change of documents that were measured twice. */
    static BitsChange of(DocumentBits before, DocumentBits after) {
        int n = before.bits().length;
        if (n == 0 || after.bits().length != n) {
            throw new IllegalArgumentException("a change takes the same documents twice, at least one");
        }
        Rng random = new Rng(0);
        double[] changes = new double[DRAWS];
        for (int d = 0; d < DRAWS; d++) {
            double bits = 0;
            double bytes = 0;
            for (int i = 0; i < n; i++) {
                int drawn = random.nextInt(n);
                bits += after.bits()[drawn] - before.bits()[drawn];
                bytes += before.bytes()[drawn];
            }
            changes[d] = bits / Math.max(1, bytes);
        }
        Arrays.sort(changes);
        return new BitsChange(
                before.perByte(),
                after.perByte(),
                changes[(int) (OUTSIDE * DRAWS)],
                changes[(int) ((1 - OUTSIDE) * DRAWS)],
                n);
    }

    /** Returns the change itself. */
    public double change() {
        return after - before;
    }
}
