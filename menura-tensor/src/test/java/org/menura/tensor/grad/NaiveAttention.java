package org.menura.tensor.grad;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** Gradients of attention from their definition, pair by pair in double precision. */
final class NaiveAttention {
    final double[] dq;
    final double[] dk;
    final double[] dv;
    final double[] dBias;

    private final Tensor q;
    private final Tensor k;
    private final Tensor v;
    private final AttentionSpec spec;
    private final @Nullable Tensor bias;

    NaiveAttention(Tensor q, Tensor k, Tensor v, AttentionSpec spec, @Nullable Tensor bias) {
        this.q = q;
        this.k = k;
        this.v = v;
        this.spec = spec;
        this.bias = bias;
        this.dq = new double[(int) q.elements()];
        this.dk = new double[(int) k.elements()];
        this.dv = new double[(int) v.elements()];
        this.dBias = new double[bias == null ? 0 : (int) bias.elements()];
    }

    void backward(Segments queries, Segments keys, Tensor dy) {
        for (int s = 0; s < queries.count(); s++) {
            for (int i = 0; i < queries.length(s); i++) {
                for (int head = 0; head < q.dim(1); head++) {
                    int position = keys.length(s) - queries.length(s) + i;
                    query(dy, queries.start(s) + i, head, position, keys.start(s), keys.length(s));
                }
            }
        }
    }

    private static int at(Tensor t, int row, int head) {
        return (row * t.dim(1) + head) * t.dim(2);
    }

    private static double dot(Tensor a, int a0, Tensor b, int b0, int n) {
        double sum = 0;
        for (int d = 0; d < n; d++) {
            sum += (double) a.floats()[a0 + d] * b.floats()[b0 + d];
        }
        return sum;
    }

    private boolean sees(int position, int j) {
        boolean before = !spec.causal() || j <= position || j < spec.prefix();
        boolean near = j > position - spec.window() && (spec.causal() || j < position + spec.window());
        boolean prefixed = spec.causal() && position < spec.prefix();
        return before && (spec.window() == 0 || prefixed || near);
    }

    private int entry(int distance, int head) {
        int reach = bias == null ? 0 : bias.dim(0) / 2;
        return (Math.clamp(distance, -reach, reach) + reach) * q.dim(1) + head;
    }

    private void query(Tensor dy, int row, int head, int position, int firstKey, int count) {
        int keyHead = head / (q.dim(1) / k.dim(1));
        int q0 = at(q, row, head);
        int dy0 = at(dy, row, head);
        double[] p = new double[count];
        double[] slope = new double[count]; // of the softcap
        double total = 0;
        for (int j = 0; j < count; j++) {
            double score = spec.scale() * dot(q, q0, k, at(k, firstKey + j, keyHead), k.dim(2));
            slope[j] = 1;
            if (spec.softcap() > 0) {
                double t = Math.tanh(score / spec.softcap());
                score = spec.softcap() * t;
                slope[j] = 1 - t * t;
            }
            score += spec.slopes() == null ? 0 : spec.slopes()[head] * (j - position);
            score += bias == null ? 0 : bias.floats()[entry(j - position, head)];
            p[j] = sees(position, j) ? Math.exp(score) : 0;
            total += p[j];
        }
        double[] dp = new double[count];
        double shift = 0;
        for (int j = 0; j < count; j++) {
            p[j] = total == 0 ? 0 : p[j] / total;
            dp[j] = dot(dy, dy0, v, at(v, firstKey + j, keyHead), v.dim(2));
            shift += p[j] * dp[j];
        }
        for (int j = 0; j < count; j++) {
            double ds = p[j] * (dp[j] - shift);
            if (bias != null) {
                dBias[entry(j - position, head)] += ds;
            }
            int k0 = at(k, firstKey + j, keyHead);
            for (int d = 0; d < k.dim(2); d++) {
                dq[q0 + d] += spec.scale() * slope[j] * ds * k.floats()[k0 + d];
                dk[k0 + d] += spec.scale() * slope[j] * ds * q.floats()[q0 + d];
            }
            int v0 = at(v, firstKey + j, keyHead);
            for (int d = 0; d < v.dim(2); d++) {
                dv[v0 + d] += p[j] * dy.floats()[dy0 + d];
            }
        }
    }
}
