package org.menura.model.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.menura.model.Config;
import org.menura.model.layer.AttentionWindows;
import org.menura.model.layer.Heads;

/** Gemma 2. */
final class Gemma2Gguf implements GgufFamily {
    private static final int WINDOW = 4096;
    /** The model of 27 billion parameters, whose scores are scaled by the width over the number of heads. */
    private static final int LARGEST = 46;

    @Override
    public String architecture() {
        return "gemma2";
    }

    @Override
    public List<String> modelTypes() {
        return List.of("gemma2");
    }

    @Override
    public ObjectNode config(GgufFields f, boolean running) {
        ObjectNode out = f.decoderWithHeadDim("gemma2", "Gemma2ForCausalLM");
        f.rmsNorm(out);
        GgufRope.read(f, out, 10000);
        double base = f.number("rope.freq_base", 10000);
        if (f.number("rope.freq_base_swa", base) != base) {
            throw f.unsupported(
                    "rope.freq_base_swa", f.number("rope.freq_base_swa"), "all layers of Gemma 2 turn alike");
        }
        out.put("hidden_activation", "gelu_pytorch_tanh");
        out.put("attn_logit_softcapping", f.number("attn_logit_softcapping", 50));
        out.put("final_logit_softcapping", f.number("final_logit_softcapping", 30));
        out.put("sliding_window", f.integer("attention.sliding_window", WINDOW));
        WindowKeys.readPattern(f, out, 2);
        return readScale(f, out, LARGEST);
    }

    /** What llama.cpp scales the scores by is the size of a head but for one model. */
    static ObjectNode readScale(GgufFields f, ObjectNode out, int largest) {
        int heads = Math.max(1, f.integer("attention.head_count"));
        boolean byWidth = f.blocks() == largest;
        return out.put("query_pre_attn_scalar", byWidth ? f.integer("embedding_length") / heads : f.headDim());
    }

    @Override
    public void metadata(Config c, GgufKeys k) {
        GemmaGguf.gemma(c, k, "hidden_activation");
        GemmaGguf.tied(c);
        GgufRope.write(c, k, 10000, false);
        // Without the fields the bounds are those of the published models; null takes them away.
        for (String bound : new String[] {"attn_logit_softcapping", "final_logit_softcapping"}) {
            if (!c.lacks(bound)) {
                k.number(bound, c.positiveNumber(bound));
            }
        }
        WindowKeys.write(c, k, AttentionWindows.size(c, WINDOW), 2);
        writeScale(c, LARGEST);
    }

    /** Refuses a scale that llama.cpp would not use. */
    static void writeScale(Config c, int largest) {
        Heads heads = GgufKeys.heads(c);
        double expected =
                c.positive("num_hidden_layers") == largest ? c.positive("hidden_size") / heads.queries() : heads.dim();
        GgufKeys.fixed(c, "query_pre_attn_scalar", c.number("query_pre_attn_scalar", 256), expected);
    }

    @Override
    public Layout layout(Config c, boolean running) {
        return GemmaGguf.around(c, (i, b) -> block(c, b));
    }

    /** A block with norms before and after both mixers. */
    static void block(Config c, Layout b) {
        GemmaGguf.norm(b, "attn_norm", "input_layernorm");
        LlamaLayout.projections(LlamaLayout.biased(c, b), GgufKeys.heads(c), Conversions.same());
        LlamaLayout.biased(c, b).weightAndBias("attn_output", "self_attn.o_proj");
        GemmaGguf.norm(b, "post_attention_norm", "post_attention_layernorm");
        GemmaGguf.norm(b, "ffn_norm", "pre_feedforward_layernorm");
        LlamaLayout.gatedMlp(b);
        GemmaGguf.norm(b, "post_ffw_norm", "post_feedforward_layernorm");
    }
}
