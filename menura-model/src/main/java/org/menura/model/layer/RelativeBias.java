package org.menura.model.layer;

import java.util.function.Supplier;
import org.menura.model.Config;
import org.menura.model.weights.Init;
import org.menura.model.weights.Weights;
import org.menura.tensor.Tensor;

/** Biases of the scores by distance (arXiv 1910.10683, section 2.1). */
public final class RelativeBias {
    /** How distances fall into buckets: exactly when near, in ever wider ranges when far. */
    public record Buckets(int count, int farthest) {
        private static final int LEAST = 4;
        private static final int MAX_DISTANCE = 1 << 20;

        /** Reads T5's fields. */
        public static Buckets read(Config c) {
            String farthest = "relative_attention_max_distance";
            Buckets buckets = new Buckets(c.positive(COUNT, 32), c.positive(farthest, 128));
            if (buckets.count < LEAST) {
                throw c.unsupported(COUNT, "at least " + LEAST);
            }
            if (buckets.farthest <= buckets.count / 2 || buckets.farthest > MAX_DISTANCE) {
                throw c.unsupported(
                        c.has(farthest) ? farthest : COUNT,
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

    /** The field with the number of buckets. */
    public static final String COUNT = "relative_attention_num_buckets";

    private final Supplier<Tensor> bias;
    private final boolean bothDirections;

    /** Takes {@code weight} [rows, heads] at w; rows behind those of the buckets are not used. */
    public RelativeBias(Weights w, int heads, int rows, Buckets buckets, boolean bothDirections) {
        Tensor table = w.floats("weight", Init.normal(0.05), rows, heads);
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
