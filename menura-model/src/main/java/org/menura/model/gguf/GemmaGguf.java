package org.menura.model.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.BiConsumer;
import org.menura.model.Config;
import org.menura.tensor.Activation;

/** Gemma. Norms are stored as the factors that they are, where checkpoints store them less one. */
final class GemmaGguf implements GgufFamily {
    @Override
    public String architecture() {
        return "gemma";
    }

    @Override
    public List<String> modelTypes() {
        return List.of("gemma");
    }

    @Override
    public ObjectNode config(GgufFields f, boolean running) {
        ObjectNode out = f.decoderWithHeadDim("gemma", "GemmaForCausalLM");
        f.rmsNorm(out);
        GgufRope.read(f, out, 10000);
        return out.put("hidden_act", "gelu_pytorch_tanh");
    }

    @Override
    public void metadata(Config c, GgufKeys k) {
        gemma(c, k, "hidden_act");
        tied(c);
        GgufRope.write(c, k, 10000, false);
    }

    /** What all generations have. */
    static void gemma(Config c, GgufKeys k, String activation) {
        k.decoder(c, "num_key_value_heads", "head_dim");
        int dim = GgufKeys.heads(c).dim();
        k.integer("attention.key_length", dim);
        k.integer("attention.value_length", dim);
        c.refuseUnless("attention_bias", "false");
        c.refuseUnless("use_bidirectional_attention", "false");
        k.rmsNorm(c, 1e-6);
        GgufKeys.activation(c, activation, "gelu_pytorch_tanh", Activation.GELU_TANH);
    }

    /** Refuses a head of its own. */
    static void tied(Config c) {
        c.refuseUnless("tie_word_embeddings", "true");
    }

    /** Embeddings, blocks and a norm. */
    static Layout around(Config c, BiConsumer<Integer, Layout> block) {
        return LlamaLayout.blocks(c, block)
                .weight("output_norm", Conversions.aroundOne(), LlamaLayout.NORM)
                .head(c.flag("tie_word_embeddings", true), LlamaLayout.HEAD);
    }

    /** A norm. */
    static void norm(Layout b, String gguf, String name) {
        b.weight(gguf, Conversions.aroundOne(), name);
    }

    @Override
    public Layout layout(Config c, boolean running) {
        return around(c, (i, b) -> {
            norm(b, "attn_norm", "input_layernorm");
            LlamaLayout.projections(LlamaLayout.biased(c, b), GgufKeys.heads(c), Conversions.same());
            LlamaLayout.biased(c, b).weightAndBias("attn_output", "self_attn.o_proj");
            norm(b, "ffn_norm", "post_attention_layernorm");
            LlamaLayout.gatedMlp(b);
        });
    }
}
