package org.menura.tensor.cpu.attention;

import java.util.Arrays;
import org.menura.tensor.cpu.loops.Primitives;

/** What queries have found in stretches of the keys, and how that is combined, always in the same order. */
final class Partials {

    private Partials() {}

    /** Where a row's part for a stretch lies: its values, its reference and its total. */
    private static int at(AttentionKernel.Plan plan, AttentionKernel.Part p, int keyHead, int row, int stretch) {
        return p.firstPartial() + ((keyHead * p.rows() + row) * p.stretches() + stretch) * (plan.valueDim + 2);
    }

    static void store(
            Answers block,
            float[] partial,
            AttentionKernel.Plan plan,
            AttentionKernel.Part p,
            int keyHead,
            int stretch) {
        for (int r = 0; r < p.rows(); r++) {
            int at = at(plan, p, keyHead, r, stretch);
            block.values(r, 1, partial, at);
            partial[at + plan.valueDim] = block.reference(r);
            partial[at + plan.valueDim + 1] = block.total(r);
        }
    }

    static void combine(float[] partial, AttentionKernel.Plan plan, AttentionKernel.Part p, float[] out) {
        for (int keyHead = 0; keyHead < plan.keyHeads; keyHead++) {
            for (int r = 0; r < p.rows(); r++) {
                combine(
                        partial,
                        at(plan, p, keyHead, r, 0),
                        p.stretches(),
                        plan.valueDim,
                        out,
                        plan.out(p, keyHead, r));
            }
        }
    }

    private static void combine(float[] partial, int at, int stretches, int n, float[] out, int o0) {
        int stride = n + 2;
        float top = Float.NEGATIVE_INFINITY;
        for (int s = 0; s < stretches; s++) {
            top = Math.max(top, partial[at + s * stride + n]);
        }
        Arrays.fill(out, o0, o0 + n, 0);
        float total = 0;
        for (int s = 0; s < stretches; s++) {
            int from = at + s * stride;
            if (partial[from + n + 1] != 0) {
                float factor = (float) Math.exp(partial[from + n] - top);
                total += partial[from + n + 1] * factor;
                Primitives.BEST.axpy(factor, partial, from, out, o0, n);
            }
        }
        for (int i = 0; total != 0 && i < n; i++) {
            out[o0 + i] /= total;
        }
    }
}
