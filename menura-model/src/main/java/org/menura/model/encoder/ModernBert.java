package org.menura.model.encoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.menura.model.Config;
import org.menura.model.ForwardBatch;
import org.menura.model.TextEncoder;
import org.menura.model.layer.Attention;
import org.menura.model.layer.Block;
import org.menura.model.layer.Embeddings;
import org.menura.model.layer.FusedGatedMlp;
import org.menura.model.layer.Layer;
import org.menura.model.layer.LayerNorm;
import org.menura.model.layer.LayerStack;
import org.menura.model.layer.Linear;
import org.menura.model.layer.Norm;
import org.menura.model.layer.Qkv;
import org.menura.model.layer.Rope;
import org.menura.model.weights.Weights;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/**
 * ModernBERT (arXiv 2412.13663): pre-norm blocks with gated MLPs and rotary positions, in most of which a token sees
 * its neighbours alone.
 */
public final class ModernBert implements TextEncoder {
    private static final String WORDS = "embeddings.tok_embeddings.weight";

    private final Backend ops;
    private final ModernBertConfig config;
    private final Tensor words; // [vocabulary, hidden]
    private final int padding;
    private final LayerNorm norm;
    private final List<Layer> blocks = new ArrayList<>();
    private final LayerNorm finalNorm;
    private final ModernBertHeads heads;

    private ModernBert(Config c, Weights root) {
        ops = root.ops();
        config = ModernBertConfig.of(c);
        // Files of a model without a head leave the prefix out, new ones as transformers writes them.
        boolean bare = ModernBertHeads.task(c).equals("Model");
        Weights w = bare && !root.has("model." + WORDS) ? root : root.atIfPresent("model", WORDS);
        words = w.matrix(WORDS, config.vocabulary(), config.hidden());
        padding = Embeddings.padding(c.withDefault(Embeddings.PADDING, 50283), config.vocabulary());
        norm = config.norm(w.at("embeddings.norm"));
        Rope global = config.rope(c, ops, ModernBertConfig.GLOBAL);
        Rope local = config.rope(c, ops, ModernBertConfig.LOCAL);
        for (int i = 0; i < config.layers(); i++) {
            blocks.add(block(i, w.at("layers").at(i), config.windows()[i] > 0 ? local : global));
        }
        finalNorm = config.norm(w.at("final_norm"));
        heads = ModernBertHeads.of(c, root, words, config);
    }

    private Layer block(int i, Weights w, Rope rope) {
        int hidden = config.hidden();
        Weights a = w.at("attn");
        // The norm of the embeddings stands before the first block.
        Norm first = i == 0 ? x -> x : config.norm(w.at("attn_norm"));
        Linear qkv = new Linear(a.at("Wqkv"), hidden, config.heads().fusedWidth(), config.attentionBias());
        return Block.preNorm(
                ops,
                first,
                new Attention(
                        a,
                        config.heads(),
                        AttentionSpec.full(config.heads().scale()).withWindow(config.windows()[i]),
                        Qkv.stacked(a, config.heads(), qkv),
                        new Linear(a.at("Wo"), hidden, hidden, config.attentionBias()),
                        rope,
                        null),
                config.norm(w.at("mlp_norm")),
                new FusedGatedMlp(
                        w.at("mlp"), "Wi", "Wo", config.activation(), hidden, config.inner(), config.mlpBias()));
    }

    /** Builds a ModernBERT with the head that its {@code architectures} name. */
    public static ModernBert build(Config c, Weights w) {
        return new ModernBert(c, w);
    }

    @Override
    public Tensor encode(ForwardBatch step) {
        Tensor x = norm.apply(ops.embedding(words, step.ids(), padding)); // [rows, hidden]
        step.observe("embeddings", x);
        x = LayerStack.forward(
                ops, blocks.size(), x, step, "layer.", (i, h) -> blocks.get(i).forward(h, step));
        Tensor y = finalNorm.apply(x);
        step.observe("norm", y);
        return y;
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
        return config.context();
    }

    @Override
    public int hiddenSize() {
        return config.hidden();
    }

    @Override
    public Backend ops() {
        return ops;
    }
}
