package org.menura.model.seq2seq;

import java.util.function.Supplier;
import org.menura.model.Config;
import org.menura.model.weights.Init;
import org.menura.model.weights.Weights;
import org.menura.tensor.Tensor;

/** T5's biases of the scores by distance (arXiv 1910.10683, section 2.1), one table for all layers of a stack. */
final class RelativeBias {
    /** How distances fall into buckets: exactly when near, in ever wider ranges when far. */
    record Buckets(int count, int farthest) {
        private static final int LEAST = 4;
        private static final int MAX_DISTANCE = 1 << 20;

        static Buckets read(Config c) {
            String count = "relative_attention_num_buckets";
            String farthest = "relative_attention_max_distance";
            Buckets buckets = new Buckets(c.positive(count, 32), c.positive(farthest, 128));
            if (buckets.count < LEAST) {
                throw c.unsupported(count, "at least " + LEAST);
            }
            if (buckets.farthest <= buckets.count / 2 || buckets.farthest > MAX_DISTANCE) {
                throw c.unsupported(
                        c.has(farthest) ? farthest : count,
                        "the distance must be more than half the buckets, and at most " + MAX_DISTANCE);
            }
            return buckets;
        }

        /** The bucket of a key {@code distance} positions after the query. */
        int of(int distance, boolean bothDirections) {
            int buckets = bothDirections ? count / 2 : count;
            int base = bothDirections && distance > 0 ? buckets : 0;
            int away = bothDirections ? Math.abs(distance) : Math.max(-distance, 0);
            int exact = buckets / 2;
            if (away < exact) {
                return base + away;
            }
            float share = (float) Math.log((float) away / exact) / (float) Math.log((double) farthest / exact);
            return base + Math.min(exact + (int) (share * (buckets - exact)), buckets - 1);
        }
    }

    private final Supplier<Tensor> bias;
    private final boolean bothDirections;

    /** Takes {@code weight} [buckets, heads] at w. */
    RelativeBias(Weights w, int heads, Buckets buckets, boolean bothDirections) {
        Tensor table = w.floats("weight", Init.normal(0.05), buckets.count, heads);
        int reach = buckets.farthest;
        int[] ids = new int[2 * reach + 1];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = buckets.of(i - reach, bothDirections);
        }
        this.bothDirections = bothDirections;
        bias = w.derived(() -> w.ops().embedding(table, ids));
    }

    /** Whether keys after the query are seen. */
    boolean bothDirections() {
        return bothDirections;
    }

    /** Biases by clamped distance, [2 · reach + 1, heads]; see {@link org.menura.tensor.Backend#attention}. */
    Tensor get() {
        return bias.get();
    }
}
