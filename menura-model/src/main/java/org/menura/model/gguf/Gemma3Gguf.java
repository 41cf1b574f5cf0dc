package org.menura.model.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.menura.model.Config;
import org.menura.model.layer.AttentionWindows;

/**
 * The language model of Gemma 3, or EmbeddingGemma, which is one that reads in both directions. Files of the latter may
 * hold the layers behind pooling, too; none are written.
 */
final class Gemma3Gguf implements GgufFamily {
    private static final int PERIOD = 6;
    private static final int LARGEST = 62;
    /** What no model has. */
    private static final int NO_BLOCKS = 0;

    private final boolean embeds;

    Gemma3Gguf(boolean embeds) {
        this.embeds = embeds;
    }

    @Override
    public String architecture() {
        return embeds ? "gemma-embedding" : "gemma3";
    }

    @Override
    public List<String> modelTypes() {
        return embeds ? List.of() : List.of("gemma3_text");
    }

    @Override
    public ObjectNode config(GgufFields f, boolean running) {
        ObjectNode out = f.decoderWithHeadDim("gemma3_text", "Gemma3ForCausalLM");
        f.rmsNorm(out);
        GgufRope.read(f, out, 1e6);
        out.put("rope_local_base_freq", f.number("rope.freq_base_swa", 10000));
        out.put("hidden_activation", "gelu_pytorch_tanh");
        double bound = f.number("final_logit_softcapping", 0);
        if (bound > 0) {
            out.put("final_logit_softcapping", bound);
        }
        if (f.integer("attention.sliding_window", 0) > 0) {
            f.slidingWindow(out);
            WindowKeys.readPattern(f, out, PERIOD);
        } else {
            out.put("sliding_window_pattern", 1);
        }
        if (embeds) {
            out.put("use_bidirectional_attention", true);
        }
        return Gemma2Gguf.readScale(f, out, embeds ? NO_BLOCKS : LARGEST);
    }

    @Override
    public void metadata(Config c, GgufKeys k) {
        GemmaGguf.gemma(c, k, "hidden_activation");
        Config older = WindowKeys.withOlderRope(c);
        GgufRope.write(older, k, 1e6, false);
        k.number("rope.freq_base_swa", older.number("rope_local_base_freq", 10000));
        if (c.has("final_logit_softcapping")) {
            k.number("final_logit_softcapping", c.positiveNumber("final_logit_softcapping"));
        }
        WindowKeys.write(c, k, AttentionWindows.size(c, 4096), PERIOD);
        Gemma2Gguf.writeScale(c, LARGEST);
    }

    @Override
    public Layout layout(Config c, boolean running) {
        Layout t = GemmaGguf.around(c, (i, b) -> {
            Gemma2Gguf.block(c, b);
            GemmaGguf.norm(b, "attn_q_norm", "self_attn.q_norm");
            GemmaGguf.norm(b, "attn_k_norm", "self_attn.k_norm");
        });
        return embeds ? t.beside("dense_2.weight").beside("dense_3.weight") : t;
    }
}
