package org.menura.model.encoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.menura.model.Config;
import org.menura.model.ForwardBatch;
import org.menura.model.TextEncoder;
import org.menura.model.layer.Activations;
import org.menura.model.layer.Attention;
import org.menura.model.layer.Block;
import org.menura.model.layer.Embeddings;
import org.menura.model.layer.Heads;
import org.menura.model.layer.Layer;
import org.menura.model.layer.LayerNorm;
import org.menura.model.layer.LayerStack;
import org.menura.model.layer.Linear;
import org.menura.model.layer.Mlp;
import org.menura.model.layer.Qkv;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/**
 * DistilBERT (arXiv 1910.01108): BERT without token types and pooler, under names of its own. Positions are a table in the
 * file, also where {@code sinusoidal_pos_embds} says how it was filled.
 */
public final class DistilBert implements TextEncoder {
    private static final float EPS = 1e-12f;

    private final Backend ops;
    private final Tensor words; // [vocabulary, hidden]
    private final Tensor positions; // [positions, hidden]
    private final int padding;
    private final LayerNorm norm;
    private final List<Layer> blocks = new ArrayList<>();
    private final BertHeads heads;

    private DistilBert(Config c, Weights root) {
        ops = root.ops();
        int vocabulary = c.positive("vocab_size", 30522);
        int hidden = c.positive("dim", 768);
        int inner = c.positive("hidden_dim", 3072);
        Activation activation = Activations.of(c, "activation", "gelu");
        Weights w = root.atIfPresent("distilbert", "embeddings.word_embeddings.weight");
        Weights e = w.at("embeddings");
        words = e.matrix("word_embeddings.weight", vocabulary, hidden);
        positions = e.matrix("position_embeddings.weight", c.positive("max_position_embeddings", 512), hidden);
        e.skip("position_ids");
        padding = Embeddings.padding(c.withDefault(Embeddings.PADDING, 0), vocabulary);
        norm = new LayerNorm(e.at("LayerNorm"), hidden, EPS);
        Heads attention = heads(c, hidden);
        for (int i = 0; i < c.positive("n_layers", 6); i++) {
            blocks.add(block(w.at("transformer.layer").at(i), hidden, attention, inner, activation));
        }
        heads = outputs(c, root, words, activation);
    }

    /** Builds a DistilBERT with the head that its {@code architectures} name. */
    public static DistilBert build(Config c, Weights w) {
        return new DistilBert(c, w);
    }

    private static Heads heads(Config c, int hidden) {
        int heads = c.positive("n_heads", 12);
        if (hidden % heads != 0) {
            throw c.unsupported("n_heads", "it must divide dim");
        }
        return new Heads(heads, heads, hidden / heads);
    }

    private static Layer block(Weights w, int hidden, Heads heads, int inner, Activation activation) {
        Weights a = w.at("attention");
        return Block.postNorm(
                w.ops(),
                new Attention(
                        a,
                        heads,
                        AttentionSpec.full(heads.scale()),
                        Qkv.separate(a, "q_lin", "k_lin", "v_lin", hidden, heads, true),
                        new Linear(a.at("out_lin"), hidden, hidden, true),
                        null,
                        null),
                new LayerNorm(w.at("sa_layer_norm"), hidden, EPS),
                new Mlp(
                        w.ops(),
                        activation,
                        new Linear(w.at("ffn.lin1"), hidden, inner, true),
                        new Linear(w.at("ffn.lin2"), inner, hidden, true)),
                new LayerNorm(w.at("output_layer_norm"), hidden, EPS));
    }

    private static BertHeads outputs(Config c, Weights root, Tensor words, Activation activation) {
        int hidden = words.dim(1);
        List<String> names = c.texts("architectures");
        String name = names.isEmpty() ? "DistilBertModel" : names.getFirst();
        return switch (name.replaceFirst("^DistilBert(?=Model$|For)", "").replaceFirst("^For", "")) {
            case "Model" -> BertHeads.bare();
            case "MaskedLM" ->
                BertHeads.masked(
                        root.ops(),
                        new Linear(root.at("vocab_transform"), hidden, hidden, true),
                        activation,
                        new LayerNorm(root.at("vocab_layer_norm"), hidden, EPS),
                        projector(root.at("vocab_projector"), words, c.flag("tie_word_embeddings", true)));
            case "SequenceClassification" ->
                BertHeads.classified(
                        root.ops(),
                        new Linear(root.at("pre_classifier"), hidden, hidden, true),
                        Activation.RELU,
                        new Linear(root.at("classifier"), hidden, Labels.count(c), true));
            case "TokenClassification" -> BertHeads.tokens(root, hidden, Labels.count(c));
            case "QuestionAnswering" -> BertHeads.spans(root, hidden);
            default -> throw c.unsupported("architectures", BertHeads.SUPPORTED);
        };
    }

    /** The embedding table once more unless it is untied. */
    private static Linear projector(Weights w, Tensor words, boolean tied) {
        if (tied) {
            w.skip("weight");
        }
        Tensor table = tied ? words : w.matrix("weight", words.dim(0), words.dim(1));
        return new Linear(w.ops(), table, w.zeros("bias", words.dim(0)));
    }

    @Override
    public Tensor encode(ForwardBatch step) {
        Tensor x = ops.add(
                ops.embedding(words, step.ids(), padding),
                ops.embedding(positions, step.positions())); // [rows, hidden]
        x = norm.apply(x);
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
        return i;
    }

    @Override
    public int contextLength() {
        return positions.dim(0);
    }

    @Override
    public int hiddenSize() {
        return words.dim(1);
    }

    @Override
    public Backend ops() {
        return ops;
    }
}
