package org.menura.model.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.menura.model.Config;
import org.menura.model.decoder.Gpt2;

/** GPT-2. Linear weights are stored as [out, in], the other way round than in checkpoints; they run so from a file. */
final class Gpt2Gguf implements GgufFamily {
    private static final String ACTIVATION = "gelu_new";

    @Override
    public String architecture() {
        return "gpt2";
    }

    @Override
    public List<String> modelTypes() {
        return List.of("gpt2");
    }

    @Override
    public String basePrefix(Config config) {
        return "transformer.";
    }

    @Override
    public ObjectNode config(GgufFields f, boolean running) {
        ObjectNode out = Gpt2Layout.config(f, "gpt2", "GPT2LMHeadModel", ACTIVATION);
        if (running) {
            out.put(Gpt2.OUT_FIRST, true);
        }
        return out;
    }

    @Override
    public void metadata(Config c, GgufKeys k) {
        Gpt2Layout.metadata(c, k, 0, ACTIVATION);
        c.refuseUnless("scale_attn_by_inverse_layer_idx", "false");
    }

    @Override
    public Layout layout(Config c, boolean running) {
        Conversion matrix = running ? Conversions.same() : Conversions.transposed();
        return Gpt2Layout.layout(c, matrix, matrix, Conversions.same());
    }
}
