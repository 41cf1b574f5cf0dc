package org.menura.tensor.cpu.loops;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.cpu.library.FoundKernels;
import org.menura.tensor.cpu.library.GradientKernels;

/**
 * The way back through rotations of pairs (RoPE, arXiv 2104.09864, section 3.2) by machine code where a library has it, and by loops
 * else: the same bits.
 *
 * @param code null for loops alone
 */
public record RotationsBack(@Nullable GradientKernels code) {
    /** Returns that of the process's library. */
    public static RotationsBack found() {
        return new RotationsBack(FoundKernels.gradients());
    }

    /** Adds a row that is turned back to dx; see {@link GradientKernels#ropeBack}. */
    public void turn(
            float[] dy,
            int d0,
            float[] angles,
            int cos,
            int pairs,
            boolean interleaved,
            int heads,
            int dim,
            float[] dx,
            int x0) {
        if (code != null && code.ropeBack(dy, d0, angles, cos, pairs, interleaved, heads, dim, dx, x0)) {
            return;
        }
        int rest = dim - 2 * pairs;
        for (int head = 0; head < heads; head++) {
            int d = d0 + head * dim;
            int x = x0 + head * dim;
            if (interleaved) {
                neighbours(dy, d, angles, cos, dx, x, pairs);
            } else {
                Accumulate.BEST.turnBack(dy, d, d + pairs, angles, cos, cos + pairs, dx, x, x + pairs, pairs);
            }
            Arithmetic.BEST.add(dx, x + 2 * pairs, dy, d + 2 * pairs, dx, x + 2 * pairs, rest);
        }
    }

    /** {@link Accumulate#turnBack} of elements 2i and 2i + 1. */
    private static void neighbours(float[] d, int d0, float[] angles, int cos, float[] sum, int s0, int pairs) {
        for (int i = 0; i < pairs; i++) {
            float c = angles[cos + i];
            float s = angles[cos + pairs + i];
            float u = d[d0 + 2 * i];
            float v = d[d0 + 2 * i + 1];
            sum[s0 + 2 * i] += u * c + v * s;
            sum[s0 + 2 * i + 1] += v * c - u * s;
        }
    }
}
