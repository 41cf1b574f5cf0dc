package org.menura.format.hf.quant;

import org.jspecify.annotations.Nullable;

/**
 * Rows of {@code (code - zero) * scale}.
 *
 * @param codes the codes
 * @param groups which scale belongs to a code
 * @param scales factors
 * @param zeros the codes of 0, one for each scale; null if it is 0 for all
 * @param work what the product is rounded to
 * @param result what the product is rounded to afterwards
 */
record Affine(Rows codes, Groups groups, float[] scales, float @Nullable [] zeros, Precision work, Precision result)
        implements Rows {
    @Override
    public void rows(long first, int count, float[] out) {
        codes.rows(first, count, out);
        int[] columns = groups.columns();
        int at = 0;
        for (int r = 0; r < count; r++) {
            int base = groups.base(first + r);
            for (int column : columns) {
                int group = base + column;
                out[at] = (zeros == null ? out[at] : out[at] - zeros[group]) * scales[group];
                at++;
            }
        }
        work.round(out, at);
        if (result != work) {
            result.round(out, at);
        }
    }
}
