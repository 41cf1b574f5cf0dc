package org.menura.model.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.menura.model.Config;

/** Qwen 3. Its rerankers have a head of two classes, made of the rows of the words yes and no, which is read. */
final class Qwen3Gguf implements GgufFamily {
    private static final String CLASSES = "cls.output.weight";

    @Override
    public String architecture() {
        return "qwen3";
    }

    @Override
    public List<String> modelTypes() {
        return List.of("qwen3");
    }

    @Override
    public ObjectNode config(GgufFields f, boolean running) {
        ObjectNode out = f.decoderWithHeadDim("qwen3", "Qwen3ForCausalLM");
        f.rmsNorm(out);
        out.put("hidden_act", "silu");
        GgufRope.read(f, out, 10000);
        if (f.hasTensor(CLASSES)) {
            out.putArray("architectures").add("Qwen3ForSequenceClassification");
            ObjectNode labels = out.putObject("id2label");
            for (int i = 0; i < f.size(CLASSES, 0); i++) {
                labels.put(
                        String.valueOf(i),
                        f.raw("classifier.output_labels") instanceof List<?> names && i < names.size()
                                ? String.valueOf(names.get(i))
                                : "LABEL_" + i);
            }
        }
        return out.put("use_sliding_window", false);
    }

    @Override
    public void metadata(Config c, GgufKeys k) {
        k.decoder(c, "num_key_value_heads", "head_dim");
        c.refuseUnless("attention_bias", "false");
        Qwen2Gguf.qwen(c, k);
    }

    @Override
    public Layout layout(Config c, boolean running) {
        return LlamaLayout.around(c, (i, b) -> {
                    attention(c, b);
                    LlamaLayout.gatedMlp(b);
                })
                .add(Mapping.Use.READ, CLASSES, Conversions.same(), "score.weight");
    }

    /** Attention with a norm for the queries and one for the keys, and the norms of the block. */
    static void attention(Config c, Layout b) {
        b.weight("attn_norm", "input_layernorm");
        LlamaLayout.projections(LlamaLayout.biased(c, b), GgufKeys.heads(c), Conversions.same());
        b.weight("attn_q_norm", "self_attn.q_norm").weight("attn_k_norm", "self_attn.k_norm");
        LlamaLayout.biased(c, b).weightAndBias("attn_output", "self_attn.o_proj");
        b.weight("ffn_norm", "post_attention_layernorm");
    }
}
