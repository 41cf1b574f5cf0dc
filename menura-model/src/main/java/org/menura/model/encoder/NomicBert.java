package org.menura.model.encoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.model.Config;
import org.menura.model.ForwardBatch;
import org.menura.model.TextEncoder;
import org.menura.model.layer.Attention;
import org.menura.model.layer.Block;
import org.menura.model.layer.Embeddings;
import org.menura.model.layer.GatedMlp;
import org.menura.model.layer.Heads;
import org.menura.model.layer.Layer;
import org.menura.model.layer.LayerNorm;
import org.menura.model.layer.LayerStack;
import org.menura.model.layer.Linear;
import org.menura.model.layer.Qkv;
import org.menura.model.layer.Rope;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** Nomic's BERT (arXiv 2402.01613): rotary positions, gated MLPs, no biases beside those of the norms. */
public final class NomicBert implements TextEncoder {
    /** Base of the rotary frequencies. */
    public static final double BASE = 1000;

    /** Longest texts that published models were trained on, whatever their configs hope for. */
    private static final int TRAINED = 2048;

    private final Backend ops;
    private final Tensor words; // [vocabulary, hidden]
    private final int padding;
    private final @Nullable Tensor types; // [types, hidden]
    private final LayerNorm norm;
    private final List<Layer> blocks = new ArrayList<>();
    private final int context;

    private NomicBert(Config c, Weights root) {
        refuse(c);
        ops = root.ops();
        int hidden = c.positive("hidden_size", 768);
        int count = c.positive("num_attention_heads", 12);
        Heads heads = Heads.dividing(c, "num_attention_heads", hidden, count, count);
        int inner = c.positive("intermediate_size", 4 * hidden);
        float eps = c.number("layer_norm_eps", 1e-12);
        context = context(c);
        int kinds = c.integer("type_vocab_size", 2);
        Weights e = root.at("embeddings");
        int vocabulary = c.positive("vocab_size", 30528);
        words = e.matrix("word_embeddings.weight", vocabulary, hidden);
        padding = Embeddings.padding(c.withDefault(Embeddings.PADDING, 0), vocabulary);
        types = kinds == 0 ? null : e.matrix("token_type_embeddings.weight", kinds, hidden);
        norm = new LayerNorm(root.at("emb_ln"), hidden, eps);
        Rope rope = Rope.of(c.withDefault("max_position_embeddings", context), ops, heads.dim(), BASE);
        for (int i = 0; i < c.positive("num_hidden_layers", 12); i++) {
            blocks.add(block(root.at("encoder.layers").at(i), hidden, heads, inner, eps, rope));
        }
    }

    private static Layer block(Weights w, int hidden, Heads heads, int inner, float eps, Rope rope) {
        Weights a = w.at("attn");
        Weights m = w.at("mlp");
        return Block.postNorm(
                w.ops(),
                new Attention(
                        a,
                        heads,
                        AttentionSpec.full(heads.scale()),
                        Qkv.stacked(a, heads, new Linear(a.at("Wqkv"), hidden, 3 * hidden, false)),
                        new Linear(a.at("out_proj"), hidden, hidden, false),
                        rope,
                        null),
                new LayerNorm(w.at("norm1"), hidden, eps),
                new GatedMlp(
                        w.ops(),
                        Activation.SILU,
                        new Linear(m.at("fc12"), hidden, inner, false),
                        new Linear(m.at("fc11"), hidden, inner, false),
                        new Linear(m.at("fc2"), inner, hidden, false)),
                new LayerNorm(w.at("norm2"), hidden, eps));
    }

    private static void refuse(Config c) {
        c.refuseUnless("moe_every_n_layers", "0");
        c.refuseUnless("activation_function", "swiglu");
        c.refuseUnless("hidden_act", "silu");
        c.refuseUnless("prenorm", "false");
        c.refuseUnless("parallel_block", "false");
        c.refuseUnless("use_rms_norm", "false");
        c.refuseUnless("qkv_proj_bias", "false");
        c.refuseUnless("mlp_fc1_bias", "false");
        c.refuseUnless("mlp_fc2_bias", "false");
        c.refuseUnless("rotary_emb_fraction", "1", "1.0");
        c.refuseUnless("rotary_emb_interleaved", "false");
        List<String> names = c.texts("architectures");
        if (!names.isEmpty() && !names.getFirst().equals("NomicBertModel")) {
            throw c.unsupported("architectures", "supported: NomicBertModel");
        }
    }

    /** Returns a config under the names that transformers' own class has; Nomic's code has GPT-2's. */
    public static Config named(Config c) {
        return c.renamed("n_embd", "hidden_size")
                .renamed("n_layer", "num_hidden_layers")
                .renamed("n_head", "num_attention_heads")
                .renamed("n_inner", "intermediate_size")
                .renamed("layer_norm_epsilon", "layer_norm_eps");
    }

    /** Returns the longest text in tokens. */
    public static int context(Config c) {
        return c.has("max_position_embeddings")
                ? c.positive("max_position_embeddings")
                : Math.min(c.positive("n_positions", TRAINED), c.positive("max_trained_positions", TRAINED));
    }

    /** Builds the model. */
    public static NomicBert build(Config c, Weights w) {
        return new NomicBert(named(c), w);
    }

    @Override
    public Tensor encode(ForwardBatch step) {
        Tensor x = ops.embedding(words, step.ids(), padding); // [rows, hidden]
        if (types != null) {
            x = ops.add(x, ops.embedding(types, step.tokenTypes()));
        }
        x = norm.apply(x);
        step.observe("embeddings", x);
        return LayerStack.forward(
                ops, blocks.size(), x, step, "layer.", (i, h) -> blocks.get(i).forward(h, step));
    }

    @Override
    public Map<String, Tensor> outputs(Tensor hidden, Segments segments) {
        return Map.of("last_hidden_state", hidden);
    }

    @Override
    public int position(int i) {
        return i;
    }

    @Override
    public int contextLength() {
        return context;
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
