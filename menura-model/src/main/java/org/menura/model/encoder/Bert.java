package org.menura.model.encoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.model.Config;
import org.menura.model.ForwardBatch;
import org.menura.model.TextEncoder;
import org.menura.model.layer.Activations;
import org.menura.model.layer.BertBlock;
import org.menura.model.layer.Embeddings;
import org.menura.model.layer.Heads;
import org.menura.model.layer.Layer;
import org.menura.model.layer.LayerNorm;
import org.menura.model.layer.LayerStack;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/**
 * BERT (arXiv 1810.04805), BioBERT (arXiv 1901.08746), and RoBERTa (arXiv 1907.11692), which differs in where positions
 * start and in its heads; the text tower of CLAP (arXiv 2211.06687) is a RoBERTa. DistilBERT (arXiv 1910.01108) is a BERT
 * without token types and pooler, under names of its own; its positions are a table in the file, also where {@code
 * sinusoidal_pos_embds} says how it was filled.
 */
public final class Bert implements TextEncoder {
    /** What a config calls the sizes. */
    private record Fields(String hidden, String heads, String inner, String layers, String activation) {
        static final Fields BERT = new Fields(
                "hidden_size", "num_attention_heads", "intermediate_size", "num_hidden_layers", "hidden_act");
        static final Fields DISTILBERT = new Fields("dim", "n_heads", "hidden_dim", "n_layers", "activation");
    }

    /** Whose names and heads a file has. */
    enum Variant {
        BERT("bert"),
        ROBERTA("roberta"),
        CLAP("text_model"),
        DISTILBERT("distilbert", Fields.DISTILBERT, "transformer.layer", BertBlock.DISTILBERT);

        private final String prefix;
        private final Fields fields;
        private final String blocks;
        private final BertBlock.Names names;

        Variant(String prefix) {
            this(prefix, Fields.BERT, "encoder.layer", BertBlock.BERT);
        }

        Variant(String prefix, Fields fields, String blocks, BertBlock.Names names) {
            this.prefix = prefix;
            this.fields = fields;
            this.blocks = blocks;
            this.names = names;
        }

        /** Whether positions are counted from behind that of padding. */
        private boolean isRoberta() {
            return this == ROBERTA || this == CLAP;
        }
    }

    /** The model's hyperparameters. */
    record BertConfig(
            int vocabulary,
            int hidden,
            int inner,
            int layers,
            Heads heads,
            int positions,
            int types,
            float normEps,
            Activation activation,
            int firstPosition) {
        static BertConfig of(Config c, Variant variant) {
            boolean roberta = variant.isRoberta();
            Fields fields = variant.fields;
            c.refuseUnless("position_embedding_type", "absolute");
            c.refuseUnless("is_decoder", "false");
            int hidden = c.positive(fields.hidden, 768);
            int heads = c.positive(fields.heads, 12);
            if (hidden % heads != 0) {
                throw c.unsupported(fields.heads, "it must divide " + fields.hidden);
            }
            return new BertConfig(
                    c.positive("vocab_size", roberta ? 50265 : 30522),
                    hidden,
                    c.positive(fields.inner, 3072),
                    c.positive(fields.layers, variant == Variant.DISTILBERT ? 6 : 12),
                    new Heads(heads, heads, hidden / heads),
                    c.positive("max_position_embeddings", 512),
                    typesOf(c, variant),
                    variant == Variant.DISTILBERT ? 1e-12f : c.number("layer_norm_eps", 1e-12),
                    Activations.of(c, fields.activation, "gelu"),
                    roberta ? c.integer("pad_token_id", 1) + 1 : 0);
        }
    }

    /** DistilBERT has none, also where a GGUF file's config says so. */
    private static int typesOf(Config c, Variant variant) {
        int usual = variant == Variant.CLAP ? 1 : 2;
        boolean none = variant == Variant.DISTILBERT || c.integer("type_vocab_size", usual) == 0;
        return none ? 0 : c.positive("type_vocab_size", usual);
    }

    private final Backend ops;
    private final BertConfig config;
    private final Tensor words; // [vocabulary, hidden]
    private final int padding;
    private final Tensor positions; // [positions, hidden]
    private final @Nullable Tensor types; // [types, hidden]
    private final LayerNorm norm;
    private final List<Layer> blocks = new ArrayList<>();
    private final BertHeads heads;

    private Bert(Config c, Weights root, Variant variant) {
        ops = root.ops();
        config = BertConfig.of(c, variant);
        int hidden = config.hidden;
        Weights w = root.atIfPresent(variant.prefix, "embeddings.word_embeddings.weight");
        Weights e = w.at("embeddings");
        // Files of models that were made without a pooler do not say so.
        boolean pools =
                variant != Variant.DISTILBERT && (!e.has("word_embeddings.weight") || w.has("pooler.dense.weight"));
        words = e.matrix("word_embeddings.weight", config.vocabulary, hidden);
        padding = Embeddings.padding(c.withDefault(Embeddings.PADDING, variant.isRoberta() ? 1 : 0), config.vocabulary);
        positions = e.matrix("position_embeddings.weight", config.positions, hidden);
        types = config.types == 0 ? null : e.matrix("token_type_embeddings.weight", config.types, hidden);
        e.skip("position_ids");
        e.skip("token_type_ids");
        norm = new LayerNorm(e.at("LayerNorm"), hidden, config.normEps);
        for (int i = 0; i < config.layers; i++) {
            blocks.add(BertBlock.at(
                    w.at(variant.blocks).at(i),
                    variant.names,
                    hidden,
                    config.heads,
                    config.inner,
                    config.activation,
                    config.normEps));
        }
        heads = BertHeads.of(c, root, w, words, variant, pools, config.normEps, config.activation);
    }

    /** Builds a BERT with the heads that its {@code architectures} name. */
    public static Bert build(Config c, Weights w) {
        return new Bert(c, w, Variant.BERT);
    }

    /** Builds a RoBERTa with the heads that its {@code architectures} name. */
    public static Bert buildRoberta(Config c, Weights w) {
        return new Bert(c, w, Variant.ROBERTA);
    }

    /** Builds a DistilBERT with the head that its {@code architectures} name. */
    public static Bert buildDistil(Config c, Weights w) {
        return new Bert(c, w, Variant.DISTILBERT);
    }

    /** Builds CLAP's text tower with its projection. */
    public static Bert buildClap(Config c, Weights w) {
        return new Bert(c, w, Variant.CLAP);
    }

    @Override
    public Tensor encode(ForwardBatch step) {
        Tensor x = ops.embedding(words, step.ids(), padding); // [rows, hidden]
        if (types != null) {
            x = ops.add(x, ops.embedding(types, step.tokenTypes()));
        }
        x = norm.apply(ops.add(x, ops.embedding(positions, step.positions(), config.firstPosition - 1)));
        step.observe("embeddings", x);
        return LayerStack.forward(
                ops, blocks.size(), x, step, "layer.", (i, h) -> blocks.get(i).forward(h, step));
    }

    @Override
    public Map<String, Tensor> outputs(Tensor hidden, Segments segments) {
        return heads.outputs(hidden, segments);
    }

    @Override
    public int position(int i) {
        return config.firstPosition + i;
    }

    @Override
    public int contextLength() {
        return config.positions - config.firstPosition;
    }

    @Override
    public int hiddenSize() {
        return config.hidden;
    }

    @Override
    public Backend ops() {
        return ops;
    }
}
