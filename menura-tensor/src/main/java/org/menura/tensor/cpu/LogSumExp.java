package org.menura.tensor.cpu;

import org.menura.tensor.annotation.Internal;
import org.menura.tensor.cpu.loops.Primitives;

/** The logarithm of the sum of the exponentials of many numbers: what a logit exceeds its log-probability by. */
@Internal
public final class LogSumExp {
    /** Numbers whose exponentials are summed as floats, before the sums are summed as doubles. */
    private static final int BLOCK = 512;

    private LogSumExp() {}

    /**
     * Computes it in one pass of the fastest kernels, to about seven digits; on the calling thread, so the result depends
     * on no other.
     *
     * @return negative infinity or not a number where the largest is no finite number
     */
    public static double of(float[] x) {
        Primitives p = Primitives.BEST;
        float max = p.max(x, 0, x.length);
        if (!Float.isFinite(max)) {
            return max == Float.NEGATIVE_INFINITY ? max : Double.NaN;
        }
        float[] scratch = new float[Math.min(BLOCK, x.length)];
        double sum = 0;
        for (int from = 0; from < x.length; from += BLOCK) {
            sum += p.expBelow(x, from, max, scratch, 0, Math.min(BLOCK, x.length - from));
        }
        return max + StrictMath.log(sum);
    }
}
