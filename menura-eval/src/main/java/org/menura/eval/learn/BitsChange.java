package org.menura.eval.learn;

import org.menura.eval.metric.BootstrapInterval;

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

    /** Estimates the change of documents that were measured twice. */
    static BitsChange of(DocumentBits before, DocumentBits after) {
        int n = before.bits().length;
        if (n == 0 || after.bits().length != n) {
            throw new IllegalArgumentException("a change takes the same documents twice, at least one");
        }
        BootstrapInterval change = BootstrapInterval.of(n, DRAWS, picks -> {
            double bits = 0;
            double bytes = 0;
            for (int drawn : picks) {
                bits += after.bits()[drawn] - before.bits()[drawn];
                bytes += before.bytes()[drawn];
            }
            return bits / Math.max(1, bytes);
        });
        return new BitsChange(before.perByte(), after.perByte(), change.low(), change.high(), n);
    }

    /** Returns the change itself. */
    public double change() {
        return after - before;
    }
}
