package org.menura.model.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.format.gguf.GgufFile;
import org.menura.model.Config;
import org.menura.tensor.Activation;

/**
 * SigLIP's vision tower with the projector of Idefics 3 and SmolVLM, as llama.cpp's {@code mmproj} files hold them. The
 * config is Idefics 3's without its language model.
 */
final class Idefics3Gguf implements MmprojFamily {
    /** The files' name for the projector. */
    private static final String PROJECTOR = "idefics3";

    private static final String TOWER = "model.vision_model.";
    private static final String LONGEST = "clip.vision.preproc_image_size";

    /** Sides of the squares' picture where a file does not say: those of SmolVLM's first release. */
    private static final int USUAL_SQUARES = 4;

    @Override
    public String projector() {
        return PROJECTOR;
    }

    @Override
    public String placeholderField() {
        return "image_token_id";
    }

    @Override
    public String inWhole(String name) {
        return name.replaceFirst("^model\\.", Mmproj.IDEFICS3_TEXT);
    }

    @Override
    public List<String> modelTypes() {
        return List.of("idefics3", "smolvlm");
    }

    @Override
    public ObjectNode config(GgufFields file, boolean running) {
        if (!file.flag("has_vision_encoder", true)) {
            throw file.unsupported("has_vision_encoder", false, "there is nothing to see with");
        }
        if (file.flag("use_silu", false)) {
            throw file.unsupported("use_silu", true, "SigLIP's activation is GELU");
        }
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.putArray("architectures").add("Idefics3ForConditionalGeneration");
        out.put("model_type", "idefics3");
        out.put("scale_factor", file.integer("vision.projector.scale_factor", 2));
        int hidden = file.integer("vision.embedding_length");
        int inner = file.integer("vision.feed_forward_length");
        // Equal widths tell nothing; later files have the right names.
        out.put(SWAPPED, inner != hidden && MmprojFamily.swapped(file, hidden));
        ObjectNode v = out.putObject("vision_config");
        v.put("model_type", "idefics3_vision");
        v.put("hidden_size", hidden);
        v.put("intermediate_size", inner);
        v.put("num_hidden_layers", file.blocks("vision.block_count"));
        v.put("num_attention_heads", file.integer("vision.attention.head_count"));
        v.put("num_channels", 3);
        v.put("image_size", file.integer("vision.image_size"));
        v.put("patch_size", file.integer("vision.patch_size"));
        v.put("layer_norm_eps", file.number("vision.attention.layer_norm_epsilon"));
        v.put("hidden_act", "gelu_pytorch_tanh"); // which is what llama.cpp's GELU is
        return out;
    }

    @Override
    public void metadata(Config config, GgufKeys out) {
        Config v = vision(config);
        v.refuseUnless("num_channels", "3");
        GgufKeys.activation(v, "hidden_act", "gelu_pytorch_tanh", Activation.GELU_TANH);
        out.flag("has_vision_encoder", true);
        out.text("projector_type", PROJECTOR);
        out.flag("use_gelu", true);
        out.integer("vision.projector.scale_factor", config.positive("scale_factor", 2));
        out.integer("vision.image_size", v.positive("image_size", 224));
        out.integer("vision.patch_size", v.positive("patch_size", 32));
        out.integer("vision.embedding_length", v.positive("hidden_size", 1152));
        out.integer("vision.feed_forward_length", v.positive("intermediate_size", 3072));
        out.integer("vision.block_count", blocks(v));
        out.integer("vision.attention.head_count", v.positive("num_attention_heads", 16));
        out.number("vision.attention.layer_norm_epsilon", v.number("layer_norm_eps", 1e-6));
        // What llama.cpp's writer of such files says: there is no other output than the projector's.
        out.integer("vision.projection_dim", width(config));
    }

    private static int width(Config config) {
        JsonNode text = config.raw("text_config");
        return text.path("hidden_size").asInt(4096);
    }

    private static Config vision(Config c) {
        JsonNode v = c.raw("vision_config");
        if (!v.isObject()) {
            throw new FormatException(c.source() + " lacks the field vision_config");
        }
        return new Config(v, c.source() + ", vision_config");
    }

    private static int blocks(Config vision) {
        return vision.positive("num_hidden_layers", 12);
    }

    @Override
    public Layout layout(Config config, boolean running) {
        Layout t = new Layout();
        t.weightAndBias("v.patch_embd", TOWER + "embeddings.patch_embedding");
        t.weight("v.position_embd", TOWER + "embeddings.position_embedding");
        boolean swapped = config.flag(SWAPPED, false);
        int blocks = blocks(vision(config));
        for (int i = 0; i < blocks; i++) {
            Layout b = t.at("v.blk." + i, TOWER + "encoder.layers." + i);
            b.weightAndBias("ln1", "layer_norm1");
            b.weightAndBias("attn_q", "self_attn.q_proj");
            b.weightAndBias("attn_k", "self_attn.k_proj");
            b.weightAndBias("attn_v", "self_attn.v_proj");
            b.weightAndBias("attn_out", "self_attn.out_proj");
            b.weightAndBias("ln2", "layer_norm2");
            b.weightAndBias(swapped ? "ffn_down" : "ffn_up", "mlp.fc1");
            b.weightAndBias(swapped ? "ffn_up" : "ffn_down", "mlp.fc2");
        }
        t.weightAndBias("v.post_ln", TOWER + "post_layernorm");
        t.weight("mm.model.fc", "model.connector.modality_projection.proj");
        return t;
    }

    /** Idefics 3 looks at squares of a picture, each as large as the tower's pictures, and at all of it. */
    @Override
    public ObjectNode preprocessor(GgufFile file, ObjectNode config) {
        int side = config.get("vision_config").get("image_size").intValue();
        long longest = file.hasKey(LONGEST) ? file.integer(LONGEST) : (long) USUAL_SQUARES * side;
        if (longest < side || longest > 1 << 14) {
            throw new FormatException("%s: %s = %d is out of range".formatted(file.source(), LONGEST, longest));
        }
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("image_processor_type", "Idefics3ImageProcessor");
        out.put("do_resize", true).putObject("size").put("longest_edge", (int) longest);
        out.put("do_image_splitting", true).putObject("max_image_size").put("longest_edge", side);
        MmprojFamily.numbers(out.putArray("image_mean"), file, "clip.vision.image_mean");
        MmprojFamily.numbers(out.putArray("image_std"), file, "clip.vision.image_std");
        return out;
    }

    @Override
    public void complete(ObjectNode config, SequencedMap<String, TensorEntry> tensors) {
        config.remove(SWAPPED);
    }

    @Override
    public void preprocessing(JsonNode preprocessor, Map<String, Object> metadata) {
        JsonNode longest = preprocessor.path("size").path("longest_edge");
        if (!longest.isMissingNode()) {
            metadata.put(LONGEST, longest.asInt());
        }
    }
}
