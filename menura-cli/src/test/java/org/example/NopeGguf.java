package org.example;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.menura.model.Config;
import org.menura.model.gguf.Conversions;
import org.menura.model.gguf.GgufFamily;
import org.menura.model.gguf.GgufFields;
import org.menura.model.gguf.GgufKeys;
import org.menura.model.gguf.Layout;
import org.menura.model.gguf.LlamaLayout;

/** How {@link Nope} lies in GGUF files. */
public final class NopeGguf implements GgufFamily {
    @Override
    public String architecture() {
        return "nope";
    }

    @Override
    public List<String> modelTypes() {
        return List.of("nope");
    }

    @Override
    public ObjectNode config(GgufFields f, boolean running) {
        return f.decoder("nope", "NopeForCausalLM");
    }

    @Override
    public void metadata(Config c, GgufKeys k) {
        k.decoder(c, "num_key_value_heads");
    }

    @Override
    public Layout layout(Config c, boolean running) {
        return LlamaLayout.around(c, (_, b) -> {
            b.weight("attn_norm", "input_layernorm");
            LlamaLayout.projections(b, GgufKeys.heads(c), Conversions.same());
            b.weight("attn_output", "self_attn.o_proj");
            b.weight("ffn_norm", "post_attention_layernorm");
            LlamaLayout.gatedMlp(b);
        });
    }
}
