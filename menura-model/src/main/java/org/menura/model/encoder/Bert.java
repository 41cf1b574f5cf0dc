package org.menura.model.encoder;

import com.fasterxml.jackson.databind.node.IntNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.model.Config;
import org.menura.model.ForwardBatch;
import org.menura.model.TextEncoder;
import org.menura.model.layer.Activations;
import org.menura.model.layer.BertBlock;
import org.menura.model.layer.BertFields;
import org.menura.model.layer.Embeddings;
import org.menura.model.layer.Heads;
import org.menura.model.layer.Layer;
import org.menura.model.layer.LayerNorm;
import org.menura.model.layer.LayerStack;
import org.menura.model.layer.RelativeBias;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/**
 * BERT (arXiv 1810.04805), BioBERT (arXiv 1901.08746), and RoBERTa (arXiv 1907.11692), which differs in where positions
 * start and in its heads; the text tower of CLAP (arXiv 2211.06687) is a RoBERTa. DistilBERT (arXiv 1910.01108) is a BERT
 * without token types and pooler, under names of its own; its positions are a table in the file, also where {@code
 * sinusoidal_pos_embds} says how it was filled. MPNet (arXiv 2004.09297) is a RoBERTa without types whose scores have
 * biases by distance.
 */
public final class Bert implements TextEncoder {
    /** Whose names and heads a file has. */
    enum Variant {
        BERT("bert"),
        ROBERTA("roberta"),
        CLAP("text_model"),
        DISTILBERT("distilbert", BertFields.DISTILBERT, "transformer.layer", BertBlock.DISTILBERT),
        MPNET("mpnet", BertFields.BERT, "encoder.layer", BertBlock.MPNET);

        private final String prefix;
        private final BertFields fields;
        private final String blocks;
        private final BertBlock.Names names;

        Variant(String prefix) {
            this(prefix, BertFields.BERT, "encoder.layer", BertBlock.BERT);
        }

        Variant(String prefix, BertFields fields, String blocks, BertBlock.Names names) {
            this.prefix = prefix;
            this.fields = fields;
            this.blocks = blocks;
            this.names = names;
        }

        private int vocabulary() {
            return switch (this) {
                case ROBERTA, CLAP -> 50265;
                case MPNET -> 30527;
                case BERT, DISTILBERT -> 30522;
            };
        }

        /** The id whose row is that of padding, as {@link Embeddings#padding} reads it; MPNet's does not depend on the config. */
        private Config withPadding(Config c) {
            return switch (this) {
                case BERT, DISTILBERT -> c.withDefault(Embeddings.PADDING, 0);
                case ROBERTA, CLAP -> c.withDefault(Embeddings.PADDING, 1);
                case MPNET -> c.with(Embeddings.PADDING, IntNode.valueOf(1));
            };
        }

        /** Where positions begin: RoBERTa counts them from behind that of padding. */
        private int firstPosition(Config c) {
            return switch (this) {
                case BERT, DISTILBERT -> 0;
                case ROBERTA, CLAP, MPNET -> withPadding(c).integer(Embeddings.PADDING, 1) + 1;
            };
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
            BertFields fields = variant.fields;
            c.refuseUnless("position_embedding_type", "absolute");
            c.refuseUnless("is_decoder", "false");
            int hidden = c.positive(fields.hidden(), 768);
            int heads = c.positive(fields.heads(), 12);
            if (hidden % heads != 0) {
                throw c.unsupported(fields.heads(), "it must divide " + fields.hidden());
            }
            return new BertConfig(
                    c.positive("vocab_size", variant.vocabulary()),
                    hidden,
                    c.positive(fields.inner(), 3072),
                    c.positive(fields.layers(), fields.usualLayers()),
                    new Heads(heads, heads, hidden / heads),
                    c.positive("max_position_embeddings", 512),
                    typesOf(c, variant),
                    variant == Variant.DISTILBERT ? 1e-12f : c.number("layer_norm_eps", 1e-12),
                    Activations.of(c, fields.activation(), "gelu"),
                    variant.firstPosition(c));
        }
    }

    /** DistilBERT and MPNet have none, also where a GGUF file's config says so. */
    private static int typesOf(Config c, Variant variant) {
        int usual = variant == Variant.CLAP ? 1 : 2;
        boolean none =
                variant == Variant.DISTILBERT || variant == Variant.MPNET || c.integer("type_vocab_size", usual) == 0;
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
        padding = Embeddings.padding(variant.withPadding(c), config.vocabulary);
        positions = e.matrix("position_embeddings.weight", config.positions, hidden);
        types = config.types == 0 ? null : e.matrix("token_type_embeddings.weight", config.types, hidden);
        e.skip("position_ids");
        e.skip("token_type_ids");
        norm = new LayerNorm(e.at("LayerNorm"), hidden, config.normEps);
        RelativeBias bias = variant == Variant.MPNET ? bias(c, w.at("encoder.relative_attention_bias")) : null;
        for (int i = 0; i < config.layers; i++) {
            blocks.add(BertBlock.at(
                    w.at(variant.blocks).at(i),
                    variant.names,
                    hidden,
                    config.heads,
                    bias,
                    config.inner,
                    config.activation,
                    config.normEps));
        }
        heads = BertHeads.of(c, root, w, words, variant, pools, config.normEps, config.activation);
    }

    /** MPNet's table has room for more buckets than the 32 that are used. */
    private RelativeBias bias(Config c, Weights w) {
        RelativeBias.Buckets used = new RelativeBias.Buckets(32, 128);
        int rows = c.positive(RelativeBias.COUNT, used.count());
        if (rows < used.count()) {
            throw c.unsupported(RelativeBias.COUNT, "at least " + used.count());
        }
        return new RelativeBias(w, config.heads.queries(), rows, used, true);
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

    /** Builds an MPNet with the head that its {@code architectures} name. */
    public static Bert buildMpnet(Config c, Weights w) {
        return new Bert(c, w, Variant.MPNET);
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
        x = norm.apply(ops.add(x, ops.embedding(positions, positions(step), config.firstPosition - 1)));
        step.observe("embeddings", x);
        return LayerStack.forward(
                ops, blocks.size(), x, step, "layer.", (i, h) -> blocks.get(i).forward(h, step));
    }

    /** The rows of positions: where padding has one, a text's tokens that pad have it, too, and are not counted. */
    private int[] positions(ForwardBatch step) {
        int padding = config.firstPosition - 1;
        int[] ids = step.ids();
        if (padding < 0 || Arrays.stream(ids).noneMatch(id -> id == padding)) {
            return step.positions();
        }
        int[] rows = step.positions().clone();
        Segments texts = step.segments();
        for (int text = 0; text < texts.count(); text++) {
            int skipped = 0;
            for (int i = texts.start(text); i < texts.end(text); i++) {
                if (ids[i] == padding) {
                    rows[i] = padding;
                    skipped++;
                } else {
                    rows[i] -= skipped;
                }
            }
        }
        return rows;
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
