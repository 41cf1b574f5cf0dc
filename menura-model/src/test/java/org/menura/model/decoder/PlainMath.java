package org.menura.model.decoder;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** Layers written down from their definitions, in doubles and without regard to speed: x is [rows][width]. */
record PlainMath(DrawnParameters p) {
    /** What is added to the score of a query at one position and a key at another. */
    @FunctionalInterface
    interface Bias {
        double of(int head, int query, int key);
    }

    static final Bias NONE = (_, _, _) -> 0;

    double[][] embedding(String name, int... ids) {
        double[][] table = p.rows(name);
        double[][] out = new double[ids.length][];
        for (int i = 0; i < ids.length; i++) {
            out[i] = table[ids[i]].clone();
        }
        return out;
    }

    /** {@code x Wᵀ}, W [out][in]. */
    static double[][] product(double[][] x, double[][] w) {
        double[][] out = new double[x.length][w.length];
        for (int i = 0; i < x.length; i++) {
            for (int o = 0; o < w.length; o++) {
                for (int k = 0; k < x[i].length; k++) {
                    out[i][o] += x[i][k] * w[o][k];
                }
            }
        }
        return out;
    }

    double[][] linear(double[][] x, String name) {
        return plus(product(x, p.rows(name + ".weight")), p.rows(name + ".bias")[0]);
    }

    double[][] withoutBias(double[][] x, String name) {
        return product(x, p.rows(name + ".weight"));
    }

    /** A linear layer whose weight is stored [in][out]. */
    double[][] inFirst(double[][] x, String name) {
        double[][] w = p.rows(name + ".weight");
        double[][] turned = new double[w[0].length][w.length];
        for (int i = 0; i < w.length; i++) {
            for (int o = 0; o < w[0].length; o++) {
                turned[o][i] = w[i][o];
            }
        }
        return plus(product(x, turned), p.rows(name + ".bias")[0]);
    }

    double[][] norm(double[][] x, String name) {
        return normed(x, p.rows(name + ".weight")[0], p.rows(name + ".bias")[0]);
    }

    static double[][] plainNorm(double[][] x) {
        double[] ones = new double[x[0].length];
        Arrays.fill(ones, 1);
        return normed(x, ones, new double[x[0].length]);
    }

    private static double[][] normed(double[][] x, double[] w, double[] b) {
        double[][] out = new double[x.length][x[0].length];
        for (int i = 0; i < x.length; i++) {
            double mean = 0;
            double variance = 0;
            for (double v : x[i]) {
                mean += v / x[i].length;
            }
            for (double v : x[i]) {
                variance += (v - mean) * (v - mean) / x[i].length;
            }
            for (int k = 0; k < x[i].length; k++) {
                out[i][k] = (x[i][k] - mean) / Math.sqrt(variance + 1e-5) * w[k] + b[k];
            }
        }
        return out;
    }

    static double[][] add(double[][] a, double[][] b) {
        double[][] out = new double[a.length][a[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int k = 0; k < a[i].length; k++) {
                out[i][k] = a[i][k] + b[i][k];
            }
        }
        return out;
    }

    static double[][] times(double[][] a, double[][] b) {
        double[][] out = new double[a.length][a[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int k = 0; k < a[i].length; k++) {
                out[i][k] = a[i][k] * b[i][k];
            }
        }
        return out;
    }

    private static double[][] plus(double[][] x, double[] bias) {
        for (double[] row : x) {
            for (int k = 0; k < row.length; k++) {
                row[k] += bias[k];
            }
        }
        return x;
    }

    static double[][] map(double[][] x, DoubleUnaryOperator f) {
        double[][] out = new double[x.length][];
        for (int i = 0; i < x.length; i++) {
            out[i] = Arrays.stream(x[i]).map(f).toArray();
        }
        return out;
    }

    static double silu(double x) {
        return x / (1 + Math.exp(-x));
    }

    static double geluTanh(double x) {
        return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    }

    static double[][] columns(double[][] x, int from, int to) {
        double[][] out = new double[x.length][];
        for (int i = 0; i < x.length; i++) {
            out[i] = Arrays.copyOfRange(x[i], from, to);
        }
        return out;
    }

    /** Columns {@code from} to {@code to} of each of {@code count} equal stretches of a row. */
    static double[][] ofEach(double[][] x, int count, int from, int to) {
        int stretch = x[0].length / count;
        double[][] out = new double[x.length][count * (to - from)];
        for (int i = 0; i < x.length; i++) {
            for (int c = 0; c < count; c++) {
                System.arraycopy(x[i], c * stretch + from, out[i], c * (to - from), to - from);
            }
        }
        return out;
    }

    /** Neighbours among the first {@code rotary} elements of each head turned by {@code position · 10000^(-2i / rotary)}. */
    static double[][] turnNeighbours(double[][] x, int dim, int rotary) {
        double[][] out = new double[x.length][];
        for (int i = 0; i < x.length; i++) {
            out[i] = x[i].clone();
            for (int head = 0; head < x[i].length / dim; head++) {
                for (int k = 0; k < rotary; k += 2) {
                    double angle = i * Math.pow(10000, -(double) k / rotary);
                    int at = head * dim + k;
                    out[i][at] = x[i][at] * Math.cos(angle) - x[i][at + 1] * Math.sin(angle);
                    out[i][at + 1] = x[i][at] * Math.sin(angle) + x[i][at + 1] * Math.cos(angle);
                }
            }
        }
        return out;
    }

    /** Causal attention with scores {@code scale · (q·k + inner) + outer}. */
    static double[][] attention(
            double[][] q, double[][] k, double[][] v, int heads, int keyHeads, double scale, Bias inner, Bias outer) {
        int dim = q[0].length / heads;
        double[][] out = new double[q.length][q[0].length];
        for (int h = 0; h < heads; h++) {
            int kv = h / (heads / keyHeads) * dim;
            for (int i = 0; i < q.length; i++) {
                double[] weights = new double[i + 1];
                double sum = 0;
                for (int j = 0; j <= i; j++) {
                    double dot = inner.of(h, i, j);
                    for (int e = 0; e < dim; e++) {
                        dot += q[i][h * dim + e] * k[j][kv + e];
                    }
                    weights[j] = Math.exp(scale * dot + outer.of(h, i, j));
                    sum += weights[j];
                }
                for (int j = 0; j <= i; j++) {
                    for (int e = 0; e < dim; e++) {
                        out[i][h * dim + e] += weights[j] / sum * v[j][kv + e];
                    }
                }
            }
        }
        return out;
    }
}
