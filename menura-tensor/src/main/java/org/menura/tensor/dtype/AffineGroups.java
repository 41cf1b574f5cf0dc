package org.menura.tensor.dtype;

/** The part that Q4_K and Q5_K encode alike: scales and minima of eight groups of 32 elements, and the quants. */
final class AffineGroups {
    private static final int GROUPS = 8;
    private static final int GROUP = 32;
    private static final int TOP_SCALE = 63;

    private AffineGroups() {}

    /**
     * Stores the scale of the scales, that of the minima and the {@link PackedScales} at {@code at}.
     *
     * @param top the largest quant
     * @return the 256 quants
     */
    static int[] quantize(float[] src, int from, byte[] dst, int at, int top) {
        float[] scales = new float[GROUPS];
        float[] mins = new float[GROUPS];
        for (int j = 0; j < GROUPS; j++) {
            ScaleSearch.Affine fit = ScaleSearch.affine(src, from + j * GROUP, GROUP, top);
            scales[j] = fit.scale();
            mins[j] = -fit.min();
        }
        float d = Bytes.putHalf(dst, at, Extent.max(scales, 0, GROUPS) / TOP_SCALE);
        float m = Bytes.putHalf(dst, at + 2, Math.max(0, Extent.max(mins, 0, GROUPS)) / TOP_SCALE);
        int[] scaleCodes = codes(scales, d);
        int[] minCodes = codes(mins, m);
        PackedScales.put(dst, at + 4, scaleCodes, minCodes);

        // The quants answer the rounded scales and minima, as a reader will see them.
        int[] quants = new int[GROUPS * GROUP];
        for (int j = 0; j < GROUPS; j++) {
            float inverse = Extent.inverse(d * scaleCodes[j]);
            float min = m * minCodes[j];
            for (int i = j * GROUP; i < (j + 1) * GROUP; i++) {
                quants[i] = ScaleSearch.quant((src[from + i] + min) * inverse, top);
            }
        }
        return quants;
    }

    private static int[] codes(float[] values, float unit) {
        float inverse = Extent.inverse(unit);
        int[] codes = new int[GROUPS];
        for (int j = 0; j < GROUPS; j++) {
            codes[j] = ScaleSearch.quant(values[j] * inverse, TOP_SCALE);
        }
        return codes;
    }
}
