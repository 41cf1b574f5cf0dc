package org.menura.model.layer;

import org.menura.format.FormatException;
import org.menura.model.Config;

/**
 * Sizes of an attention layer.
 *
 * @param queries number of query heads
 * @param keys number of key and value heads, which equal groups of query heads share (arXiv 2305.13245)
 * @param dim size of a head
 */
public record Heads(int queries, int keys, int dim) {
    public Heads {
        if (keys < 1 || dim < 1 || queries % keys != 0) {
            throw new FormatException(
                    "%d query heads of size %d cannot share %d key heads; check num_attention_heads and num_key_value_heads, or what the config calls them"
                            .formatted(queries, dim, keys));
        }
    }

    /**
     * Heads that divide a width among them.
     *
     * @param field what the config calls the number of query heads, for the message
     */
    public static Heads dividing(Config c, String field, int width, int queries, int keys) {
        if (width % queries != 0) {
            throw c.unsupported(field, "it must divide the width of " + width);
        }
        return new Heads(queries, keys, width / queries);
    }

    /** Returns the width of the queries, keys and values together. */
    public int fusedWidth() {
        return Math.addExact(queryWidth(), Math.multiplyExact(2, keyWidth()));
    }

    /** Returns the width of all queries. */
    public int queryWidth() {
        return Math.multiplyExact(queries, dim);
    }

    /** Returns the width of all keys, and of all values. */
    public int keyWidth() {
        return Math.multiplyExact(keys, dim);
    }

    /** Returns the usual factor of the scores, {@code 1 / sqrt(dim)}. */
    public float scale() {
        return (float) (1 / Math.sqrt(dim));
    }
}
