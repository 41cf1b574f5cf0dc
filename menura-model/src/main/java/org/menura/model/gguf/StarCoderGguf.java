package org.menura.model.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.menura.model.Config;
import org.menura.model.layer.Qkv;

/** GPT-BigCode. With a key head for each query head, checkpoints group rows by heads; files never do. */
final class StarCoderGguf implements GgufFamily {
    private static final String ACTIVATION = "gelu_pytorch_tanh";
    private static final String SHARED = "multi_query";

    @Override
    public String architecture() {
        return "starcoder";
    }

    @Override
    public List<String> modelTypes() {
        return List.of("gpt_bigcode");
    }

    @Override
    public String basePrefix(Config config) {
        return "transformer.";
    }

    @Override
    public ObjectNode config(GgufFields f, boolean running) {
        ObjectNode out = Gpt2Layout.config(f, "gpt_bigcode", "GPTBigCodeForCausalLM", ACTIVATION);
        int heads = f.integer("attention.head_count");
        int keys = f.integer("attention.head_count_kv", heads);
        if (keys != 1 && keys != heads) {
            throw f.unsupported("attention.head_count_kv", keys, "supported: 1, the number of heads");
        }
        out.put(SHARED, keys == 1);
        if (running) {
            out.put(Qkv.STACKED, true);
        }
        return out;
    }

    @Override
    public void metadata(Config c, GgufKeys k) {
        Gpt2Layout.metadata(c, k, keyHeads(c), ACTIVATION);
    }

    private static int keyHeads(Config c) {
        return c.flag(SHARED, true) ? 1 : 0;
    }

    @Override
    public Layout layout(Config c, boolean running) {
        Conversion fused =
                running || keyHeads(c) == 1 ? Conversions.same() : Conversions.ungrouped(Gpt2Layout.heads(c, 0));
        return Gpt2Layout.layout(c, Conversions.same(), fused, fused);
    }
}
