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
    public void row(long row, float[] out) {
        codes.row(row, out);
        int base = groups.base(row);
        int[] columns = groups.columns();
        for (int c = 0; c < columns.length; c++) {
            int group = base + columns[c];
            out[c] = (zeros == null ? out[c] : out[c] - zeros[group]) * scales[group];
        }
        work.round(out, columns.length);
        if (result != work) {
            result.round(out, columns.length);
        }
    }
}
