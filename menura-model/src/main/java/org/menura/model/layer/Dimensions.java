package org.menura.model.layer;

import org.menura.model.Config;

/**
 * The sizes that nearly every decoder has.
 *
 * @param inner width between the two halves of an MLP
 * @param context longest sequence that the model was made for
 */
public record Dimensions(int vocabulary, int hidden, int inner, int layers, Heads heads, int context) {
    /** The default sizes of a family, where a config leaves them out; as many key heads as query heads. */
    public record Defaults(int vocabulary, int hidden, int inner, int layers, int heads, int context) {}

    /** Returns a copy with another context length. */
    public Dimensions withContext(int positions) {
        return new Dimensions(vocabulary, hidden, inner, layers, heads, positions);
    }

    /** Reads the sizes under the names that Llama and its descendants use. */
    public static Dimensions of(Config c, Defaults defaults) {
        return of(c, defaults, 0);
    }

    /** Reads the sizes where the number of key heads has a default of its own. */
    public static Dimensions of(Config c, Defaults defaults, int defaultKeyHeads) {
        return of(c, defaults, defaultKeyHeads, 0);
    }

    /**
     * Reads the sizes where key heads and the size of a head have defaults of their own.
     *
     * @param defaultKeyHeads 0 for as many as there are query heads, which null in the config means in any case
     * @param defaultHeadDim 0 for the hidden size divided by the number of query heads
     */
    public static Dimensions of(Config c, Defaults defaults, int defaultKeyHeads, int defaultHeadDim) {
        int hidden = c.positive("hidden_size", defaults.hidden);
        int queries = c.positive("num_attention_heads", defaults.heads);
        int keys = defaultKeyHeads == 0 || !c.lacks("num_key_value_heads") ? queries : defaultKeyHeads;
        int dim = defaultHeadDim == 0 || !c.lacks("head_dim") ? Math.max(1, hidden / queries) : defaultHeadDim;
        return new Dimensions(
                c.positive("vocab_size", defaults.vocabulary),
                hidden,
                c.positive("intermediate_size", defaults.inner),
                c.positive("num_hidden_layers", defaults.layers),
                new Heads(queries, c.positive("num_key_value_heads", keys), c.positive("head_dim", dim)),
                c.positive("max_position_embeddings", defaults.context));
    }
}
