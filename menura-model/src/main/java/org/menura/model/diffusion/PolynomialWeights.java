package org.menura.model.diffusion;

/** Weights with which UniPC's polynomials meet the moments of their integrals (arXiv 2302.04867, equation 5). */
final class PolynomialWeights {
    private PolynomialWeights() {}

    /**
     * Computes a weight for the difference at each place, in float with the reference's roundings: where steps are short,
     * few digits are left of the moments.
     *
     * @param places in units of the step
     * @param h the signed step
     * @param scale B(h), which weights are relative to
     */
    static float[] of(float[] places, float h, float scale) {
        int n = places.length;
        if (n == 1) {
            return new float[] {0.5f};
        }
        float[][] rows = new float[n][n + 1];
        float phi = (float) Math.expm1(h) / h - 1;
        float factorial = 1;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                rows[i][j] = (float) Math.pow(places[j], i);
            }
            rows[i][n] = phi * factorial / scale;
            factorial *= i + 2;
            phi = phi / h - 1 / factorial;
        }
        return solved(rows);
    }

    /** The solution of a linear system, by elimination with the largest number of a column first. */
    private static float[] solved(float[][] rows) {
        int n = rows.length;
        for (int c = 0; c < n; c++) {
            int largest = c;
            for (int r = c + 1; r < n; r++) {
                largest = Math.abs(rows[r][c]) > Math.abs(rows[largest][c]) ? r : largest;
            }
            float[] pivot = rows[largest];
            rows[largest] = rows[c];
            rows[c] = pivot;
            for (int r = c + 1; r < n; r++) {
                float factor = rows[r][c] / pivot[c];
                for (int k = c; k <= n; k++) {
                    rows[r][k] -= factor * pivot[k];
                }
            }
        }
        float[] out = new float[n];
        for (int r = n - 1; r >= 0; r--) {
            float sum = rows[r][n];
            for (int k = r + 1; k < n; k++) {
                sum -= rows[r][k] * out[k];
            }
            out[r] = sum / rows[r][r];
        }
        return out;
    }
}
