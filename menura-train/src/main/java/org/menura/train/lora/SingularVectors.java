package org.menura.train.lora;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.menura.tensor.Rng;

/**
 * The largest singular values of a matrix with their vectors, by Lanczos bidiagonalisation (Golub and Kahan, SIAM J. Numer.
 * Anal. 2 (1965), 205) with vectors that are kept orthogonal.
 *
 * @param values from the largest on
 * @param left of each value, [out]
 * @param right of each value, [in]
 */
record SingularVectors(double[] values, double[][] left, double[][] right) {
    private static final double EXACT = 1e-9; // of the largest value

    /** Finds the leading ones of w [out, in]. */
    static SingularVectors leading(float[] w, int out, int in, int count, Rng random) {
        if (out < in) {
            SingularVectors turned = leading(transposed(w, out, in), in, out, count, random);
            return new SingularVectors(turned.values, turned.right, turned.left);
        }
        float[] columns = transposed(w, out, in);
        Basis us = new Basis(out, random);
        Basis vs = new Basis(in, random);
        double[] diagonal = new double[in];
        double[] above = new double[in]; // of column j + 1
        vs.add(vs.random());
        int size = 0;
        int next = Math.min(in, 2 * count + 20);
        while (true) {
            for (; size < next; size++) {
                us.add(product(w, vs.get(size)));
                diagonal[size] = us.length();
                if (size + 1 < in) {
                    vs.add(product(columns, us.get(size)));
                    above[size] = vs.length();
                }
            }
            Small small = Small.of(diagonal, above, size);
            if (size == in || small.isExact(count, above[size - 1])) {
                return small.leading(us, vs, count);
            }
            next = Math.min(in, 2 * size);
        }
    }

    private static float[] transposed(float[] w, int out, int in) {
        float[] t = new float[w.length];
        for (int o = 0; o < out; o++) {
            for (int i = 0; i < in; i++) {
                t[i * out + o] = w[o * in + i];
            }
        }
        return t;
    }

    private static double[] product(float[] rows, double[] x) {
        double[] y = new double[rows.length / x.length];
        for (int r = 0; r < y.length; r++) {
            int at = r * x.length;
            double sum = 0;
            for (int i = 0; i < x.length; i++) {
                sum += rows[at + i] * x[i];
            }
            y[r] = sum;
        }
        return y;
    }

    /**
     * The decomposition of a small square matrix by rotations of its columns (one-sided Jacobi).
     *
     * @param columns left vectors times their values
     * @param turns the right vectors
     */
    private record Small(double[][] columns, double[][] turns, double[] values, int[] order) {
        private static final int MAX_SWEEPS = 60;

        static Small of(double[] diagonal, double[] above, int size) {
            double[][] columns = new double[size][size];
            double[][] turns = new double[size][size];
            for (int j = 0; j < size; j++) {
                columns[j][j] = diagonal[j];
                turns[j][j] = 1;
                if (j > 0) {
                    columns[j][j - 1] = above[j - 1];
                }
            }
            boolean rotated = true;
            for (int sweep = 0; rotated && sweep < MAX_SWEEPS; sweep++) {
                rotated = false;
                for (int p = 0; p < size; p++) {
                    for (int q = p + 1; q < size; q++) {
                        rotated |= rotate(columns, turns, p, q);
                    }
                }
            }
            double[] values = new double[size];
            for (int j = 0; j < size; j++) {
                values[j] = Math.sqrt(Basis.dot(columns[j], columns[j]));
            }
            int[] order = IntStream.range(0, size)
                    .boxed()
                    .sorted(Comparator.comparingDouble(j -> -values[j]))
                    .mapToInt(j -> j)
                    .toArray();
            return new Small(columns, turns, values, order);
        }

        private static boolean rotate(double[][] columns, double[][] turns, int p, int q) {
            double pp = Basis.dot(columns[p], columns[p]);
            double qq = Basis.dot(columns[q], columns[q]);
            double pq = Basis.dot(columns[p], columns[q]);
            if (Math.abs(pq) <= 1e-15 * Math.sqrt(pp * qq) || pq == 0) {
                return false;
            }
            double zeta = (qq - pp) / (2 * pq);
            double t = Math.copySign(1, zeta) / (Math.abs(zeta) + Math.hypot(1, zeta));
            double c = 1 / Math.hypot(1, t);
            for (double[][] m : new double[][][] {columns, turns}) {
                for (int i = 0; i < m[p].length; i++) {
                    double x = m[p][i];
                    m[p][i] = c * x - c * t * m[q][i];
                    m[q][i] = c * t * x + c * m[q][i];
                }
            }
            return true;
        }

        /** Whether what lies outside of the small matrix touches none of the leading vectors. */
        boolean isExact(int count, double outside) {
            int last = values.length - 1;
            return IntStream.of(order)
                    .limit(count)
                    .allMatch(j -> outside * Math.abs(columns[j][last]) <= EXACT * values[order[0]] * values[j]);
        }

        SingularVectors leading(Basis us, Basis vs, int count) {
            double[] found = new double[count];
            double[][] left = new double[count][];
            double[][] right = new double[count][];
            for (int r = 0; r < count; r++) {
                int j = order[r];
                found[r] = values[j];
                left[r] = combined(us, columns[j], values[j] == 0 ? 0 : 1 / values[j]);
                right[r] = combined(vs, turns[j], 1);
            }
            return new SingularVectors(found, left, right);
        }

        private static double[] combined(Basis basis, double[] factors, double scale) {
            double[] sum = new double[basis.get(0).length];
            for (int k = 0; k < factors.length; k++) {
                double[] v = basis.get(k);
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += scale * factors[k] * v[i];
                }
            }
            return sum;
        }
    }
}
