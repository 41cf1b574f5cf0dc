package org.menura.train.objective;

import java.util.Arrays;
import org.menura.tensor.Tensor;

/** Two matrices of embeddings [pairs, width], row i of one belonging to row i of the other, and all their products. */
record EmbeddingPairs(Tensor a, Tensor b) {
    EmbeddingPairs {
        Require.matrix("embeddings", a);
        Require.sameShape("embeddings of one side", a, "those of the other", b);
        Require.matrix("embeddings", b);
        Require.some("pairs", a.dim(0));
    }

    int count() {
        return a.dim(0);
    }

    /** {@code a · bᵀ}. */
    double[][] products() {
        int n = count();
        int width = a.dim(1);
        double[][] products = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int k = 0; k < width; k++) {
                    sum += (double) a.floats()[a.offset() + i * width + k] * b.floats()[b.offset() + j * width + k];
                }
                products[i][j] = sum;
            }
        }
        return products;
    }

    /** dL/da of dL/dproducts. */
    Tensor gradientOfA(double[][] slope, double scale) {
        return through(slope, scale, b, false);
    }

    /** dL/db of dL/dproducts. */
    Tensor gradientOfB(double[][] slope, double scale) {
        return through(slope, scale, a, true);
    }

    private static Tensor through(double[][] slope, double scale, Tensor other, boolean transposed) {
        int n = slope.length;
        int width = other.dim(1);
        float[] gradient = new float[n * width];
        double[] row = new double[width];
        for (int i = 0; i < n; i++) {
            Arrays.fill(row, 0);
            for (int j = 0; j < n; j++) {
                double s = scale * (transposed ? slope[j][i] : slope[i][j]);
                int at = other.offset() + j * width;
                for (int k = 0; k < width; k++) {
                    row[k] += s * other.floats()[at + k];
                }
            }
            for (int k = 0; k < width; k++) {
                gradient[i * width + k] = (float) row[k];
            }
        }
        return Tensor.of(gradient, n, width);
    }
}
