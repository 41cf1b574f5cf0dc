package org.menura.model.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.menura.model.Config;
import org.menura.model.layer.RopeScaling;
import org.menura.tensor.Activation;

/** Phi 1, 1.5 and 2. */
final class Phi2Gguf implements GgufFamily {
    @Override
    public String architecture() {
        return "phi2";
    }

    @Override
    public List<String> modelTypes() {
        return List.of("phi");
    }

    @Override
    public ObjectNode config(GgufFields f, boolean running) {
        ObjectNode out = f.decoder("phi", "PhiForCausalLM");
        f.layerNorm(out, "layer_norm_eps");
        out.put("hidden_act", "gelu_new");
        GgufRope.read(f, out, 10000);
        return out.put("partial_rotary_factor", f.rotaryPart());
    }

    @Override
    public void metadata(Config c, GgufKeys k) {
        k.dividedDecoder(c);
        c.refuseUnless("qk_layernorm", "false");
        k.layerNorm(c, "layer_norm_eps", 1e-5);
        k.integer(
                "rope.dimension_count",
                RopeScaling.rotaryDim(c, GgufKeys.heads(c).dim(), 0.5));
        GgufKeys.activation(c, "hidden_act", "gelu_new", Activation.GELU_TANH);
        GgufRope.write(c, k, 10000, false);
    }

    @Override
    public Layout layout(Config c, boolean running) {
        boolean tied = c.flag("tie_word_embeddings", false);
        return LlamaLayout.blocks(c, (i, b) -> {
                    b.weightAndBias("attn_norm", "input_layernorm");
                    LlamaLayout.projections(b.biases(Mapping.Use.FILLED), GgufKeys.heads(c), Conversions.same());
                    b.weightAndBias("attn_output", "self_attn.dense");
                    b.weightAndBias("ffn_up", "mlp.fc1");
                    b.weightAndBias("ffn_down", "mlp.fc2");
                })
                .weightAndBias("output_norm", "model.final_layernorm")
                .ownHead(tied, LlamaLayout.HEAD, LlamaLayout.EMBEDDINGS)
                .add(Mapping.Use.REQUIRED, "output.bias", Conversions.same(), LlamaLayout.HEAD + ".bias");
    }
}
