package org.menura.model.seq2seq;

import org.menura.model.Config;
import org.menura.model.layer.Activations;
import org.menura.model.layer.Heads;
import org.menura.model.layer.RelativeBias;
import org.menura.tensor.Activation;

/**
 * The hyperparameters of a T5 and its descendants.
 *
 * @param biasPerLayer whether each layer has biases by distance of its own, rather than those of the first
 */
record T5Config(
        int vocabulary,
        int hidden,
        int inner,
        Heads heads,
        int layers,
        int decoderLayers,
        RelativeBias.Buckets buckets,
        float normEps,
        boolean gated,
        Activation activation,
        boolean tied,
        boolean scaled,
        boolean biasPerLayer,
        int startId) {
    static T5Config of(Config c, T5Variant v) {
        int heads = c.positive("num_heads", v.heads);
        int layers = c.positive("num_layers", v.layers);
        String projection = c.text("feed_forward_proj", v.projection);
        boolean gated = c.flag("is_gated_act", projection.startsWith("gated-"));
        boolean tied = c.flag("tie_word_embeddings", v.tied);
        return new T5Config(
                c.positive("vocab_size", v.vocabulary),
                c.positive("d_model", 512),
                c.positive("d_ff", v.inner),
                new Heads(heads, heads, c.positive("d_kv", 64)),
                layers,
                c.positive("num_decoder_layers", layers),
                RelativeBias.Buckets.read(c),
                c.number("layer_norm_epsilon", 1e-6),
                gated,
                activation(c, projection.substring(projection.lastIndexOf('-') + 1), gated),
                tied,
                scales(c, v),
                v == T5Variant.UMT5,
                c.integer("decoder_start_token_id", c.integer("pad_token_id", 0)));
    }

    /** Newer files say so themselves, and tie the head although it was not meant to be scaled. */
    static boolean scales(Config c, T5Variant v) {
        boolean tied = c.flag("tie_word_embeddings", v.tied);
        return c.flag("scale_decoder_outputs", tied && !(v == T5Variant.MT5 && isTiedAlways(c)));
    }

    /** Releases of transformers since 5 tie every mT5, scale none, and do not say that. */
    private static boolean isTiedAlways(Config c) {
        return c.text("transformers_version", "").matches("([5-9]|\\d{2,})\\..*");
    }

    /** "gated-gelu" has always meant the tanh form. */
    private static Activation activation(Config c, String name, boolean gated) {
        if (c.has("dense_act_fn")) {
            return Activations.of(c, "dense_act_fn", "relu");
        }
        return gated && name.equals("gelu") ? Activation.GELU_TANH : Activations.named(c, "feed_forward_proj", name);
    }
}
