package org.menura.train.optim;

import java.util.List;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/**
 * The nearest matrix with singular values of about 1: {@code G = U S Vᵀ} becomes {@code U S' Vᵀ}. From {@code X = G / ‖G‖}
 * on, {@code X = a X + (b A + c A²) X} with {@code A = X Xᵀ}, a Newton–Schulz iteration of degree 5 whose coefficients
 * drive small singular values up fast and leave all of them within some 0.7 to 1.2 (Jordan et al., "Muon: an optimizer for
 * hidden layers in neural networks", 2024, kellerjordan.github.io/posts/muon).
 */
final class NewtonSchulz {
    private static final float A = 3.4445f;
    private static final float B = -4.7750f;
    private static final float C = 2.0315f;
    private static final double EPSILON = 1e-7;
    private static final int TILE = 32;

    private NewtonSchulz() {}

    /**
     * Orthogonalises a matrix [rows, columns]; the result belongs to the backend's innermost scope.
     *
     * @param threads of what is computed by element, at most
     */
    static Tensor orthogonalize(Backend ops, Tensor matrix, int iterations, int threads) {
        boolean tall = matrix.dim(0) > matrix.dim(1);
        Tensor x = tall ? transpose(matrix) : matrix;
        double norm = Math.sqrt(Sums.squares(threads, List.of(x)));
        x = ops.affine(x, (float) (1 / (norm + EPSILON)), 0);
        for (int i = 0; i < iterations; i++) {
            Tensor a = ops.linear(x, x, null); // [rows, rows]
            Tensor polynomial = weighted(threads, ops.matmul(a, a), C, a, B);
            x = weighted(threads, ops.matmul(polynomial, x), 1, x, A);
        }
        return tall ? transpose(x) : x;
    }

    /** Writes {@code p · x + q · y} to {@code x}, in one pass. */
    private static Tensor weighted(int threads, Tensor x, float p, Tensor y, float q) {
        ElementwiseOptimizer.Kernel sum = (to, from, _, start, end) -> {
            for (int i = start; i < end; i++) {
                to[i] = p * to[i] + q * from[i];
            }
        };
        Elements.run(threads, List.of(new Elements.Job(x, y, new float[0][], sum)));
        return x;
    }

    private static Tensor transpose(Tensor x) {
        int rows = x.dim(0);
        int columns = x.dim(1);
        float[] from = x.floats();
        int at = x.offset();
        Tensor out = Tensor.zeros(columns, rows);
        float[] to = out.floats();
        for (int r0 = 0; r0 < rows; r0 += TILE) {
            for (int c0 = 0; c0 < columns; c0 += TILE) {
                for (int c = c0; c < Math.min(columns, c0 + TILE); c++) {
                    for (int r = r0; r < Math.min(rows, r0 + TILE); r++) {
                        to[c * rows + r] = from[at + r * columns + c];
                    }
                }
            }
        }
        return out;
    }
}
