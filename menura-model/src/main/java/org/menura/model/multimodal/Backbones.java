package org.menura.model.multimodal;

import com.fasterxml.jackson.databind.node.NullNode;
import org.menura.model.CausalModel;
import org.menura.model.Config;
import org.menura.model.encoder.SubConfigs;
import org.menura.model.weights.Weights;

/** Builds the language model inside a larger one. */
final class Backbones {
    private static final String NAME = "language_model";
    private static final String TIED = "tie_word_embeddings";

    private Backbones() {}

    /** The config of the text part. */
    static Config config(Config c, String defaultType) {
        return SubConfigs.of(c, "text_config").withDefault("model_type", defaultType);
    }

    /**
     * The config of the text part, whose head is the embedding table if the whole's config says so; early files say it of
     * the text part alone.
     */
    static Config headed(Config c, String defaultType) {
        Config text = config(c, defaultType);
        return c.has(TIED) ? text.with(TIED, c.raw(TIED)) : text;
    }

    /**
     * Builds the same as {@link #build} below a head that the larger model has for itself, which is a plain matrix: logits
     * are not bounded, whatever the family does alone.
     */
    static CausalModel buildUnbounded(Config text, Weights w, DecoderBuilder decoders) {
        return build(text.with("final_logit_softcapping", NullNode.getInstance()), w, decoders);
    }

    /**
     * A projector whose rows a Gemma reads as they are: it multiplies all embeddings by the root of its width, which is
     * meant for those of tokens.
     */
    static InputProjector unscaled(Config text, Weights w, InputProjector projector) {
        float undo = (float) (1 / Math.sqrt(width(text)));
        return projector.then(Projectors.scaled(w.ops(), undo));
    }

    /** Width of the embeddings that a text config describes, under whichever name its family has for it. */
    static int width(Config text) {
        String name = text.firstOf("hidden_size", "n_embd", "d_model", "dim");
        return text.positive(name, 4096);
    }

    /** Builds the decoder of a text config at {@code language_model}, of any family. */
    static CausalModel build(Config text, Weights w, DecoderBuilder decoders) {
        return decoders.build(text, w.at(NAME));
    }

    /**
     * The layout of newer files, in which all parts but the head are below {@code model}.
     *
     * @param example a parameter that such a file has below {@code model}
     */
    static Weights eitherLayout(Weights w, String example) {
        return w.has("model." + example) ? w.renamed(n -> newer(n, "model.language_model.")) : w;
    }

    static String newer(String name, String text) {
        if (name.startsWith(NAME + ".lm_head.")) {
            return name.substring(NAME.length() + 1);
        }
        return name.startsWith(NAME + ".") ? text + name.substring(NAME.length() + 1) : "model." + name;
    }
}
