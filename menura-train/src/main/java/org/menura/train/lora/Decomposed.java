package org.menura.train.lora;

import org.menura.model.weights.LinearWeight;
import org.menura.model.weights.LowRank;
import org.menura.tensor.Rng;
import org.menura.tensor.Tensor;

/** Updates that are a part of their weight: scale · B · A is what the part is. */
final class Decomposed {
    private Decomposed() {}

    /** The largest singular values, shared by both factors. */
    static LowRank leading(LinearWeight weight, int rank, float scale, Rng random) {
        int in = weight.in();
        int out = weight.out();
        SingularVectors found = SingularVectors.leading(weight.rows(0, out), out, in, rank, random);
        Tensor a = Tensor.zeros(rank, in);
        Tensor b = Tensor.zeros(out, rank);
        for (int r = 0; r < rank; r++) {
            double root = Math.sqrt(found.values()[r] / scale);
            for (int i = 0; i < in; i++) {
                a.floats()[r * in + i] = (float) (root * found.right()[r][i]);
            }
            for (int o = 0; o < out; o++) {
                b.floats()[o * rank + r] = (float) (root * found.left()[r][o]);
            }
        }
        return new LowRank(a, b, scale);
    }

    /** B the first columns of Q, A the first rows of R; signs are free. PEFT does not divide by the scale. */
    static LowRank firstColumns(LinearWeight weight, int rank, float scale) {
        int in = weight.in();
        int out = weight.out();
        float[] w = weight.rows(0, out);
        Basis q = new Basis(out, new Rng(0));
        Tensor a = Tensor.zeros(rank, in);
        Tensor b = Tensor.zeros(out, rank);
        for (int r = 0; r < rank; r++) {
            double[] column = new double[out];
            for (int o = 0; o < out; o++) {
                column[o] = w[o * in + r];
            }
            double[] axis = q.add(column);
            double[] row = new double[in];
            for (int o = 0; o < out; o++) {
                b.floats()[o * rank + r] = (float) axis[o];
                for (int i = 0; i < in; i++) {
                    row[i] += axis[o] * w[o * in + i];
                }
            }
            for (int i = r; i < in; i++) {
                a.floats()[r * in + i] = (float) row[i];
            }
        }
        return new LowRank(a, b, scale);
    }
}
