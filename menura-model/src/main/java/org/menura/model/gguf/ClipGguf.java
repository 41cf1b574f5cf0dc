package org.menura.model.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.format.gguf.GgufFile;
import org.menura.model.Config;
import org.menura.model.gguf.Mapping.Use;
import org.menura.model.layer.Activations;
import org.menura.tensor.Activation;
import org.menura.tensor.Tensor;

/**
 * CLIP's vision tower with LLaVA's projector, as llama.cpp's {@code mmproj} files hold them. The config is LLaVA's
 * without its language model. The blocks above the layer that LLaVA takes, and the norm behind them, are left out.
 */
final class ClipGguf implements MmprojFamily {
    private static final String TOWER = "vision_tower.vision_model.";

    @Override
    public String projector() {
        return "mlp";
    }

    @Override
    public String placeholderField() {
        return "image_token_index";
    }

    @Override
    public String inWhole(String name) {
        return Mmproj.LANGUAGE_MODEL + name;
    }

    @Override
    public List<String> modelTypes() {
        return List.of("llava");
    }

    @Override
    public String basePrefix(Config config) {
        return "model.";
    }

    @Override
    public ObjectNode config(GgufFields file, boolean running) {
        String projector = file.text("vision.projector_type", file.text("projector_type", "mlp"));
        if (!projector.equals("mlp")) {
            throw file.unsupported(
                    "projector_type", projector, "supported: mlp, that of LLaVA 1.5, and idefics3, that of SmolVLM");
        }
        if (!file.flag("has_vision_encoder", true)) {
            throw file.unsupported("has_vision_encoder", false, "there is nothing to see with");
        }
        if (file.has("vision.image_grid_pinpoints")) {
            throw file.unsupported(
                    "vision.image_grid_pinpoints",
                    "a list of sizes",
                    "LLaVA 1.6 cuts pictures into squares; of LLaVA, 1.5 is supported");
        }
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.putArray("architectures").add("LlavaForConditionalGeneration");
        out.put("model_type", "llava");
        int blocks = file.blocks("vision.block_count");
        int hidden = file.integer("vision.embedding_length");
        ObjectNode v = out.putObject("vision_config");
        v.put("model_type", "clip_vision_model");
        v.put("hidden_size", hidden);
        v.put("intermediate_size", inner(file, hidden));
        v.put("num_hidden_layers", blocks);
        v.put("num_attention_heads", file.integer("vision.attention.head_count"));
        v.put("num_channels", 3);
        v.put("image_size", file.integer("vision.image_size"));
        v.put("patch_size", file.integer("vision.patch_size"));
        v.put("projection_dim", file.integer("vision.projection_dim", 0));
        v.put("layer_norm_eps", file.number("vision.attention.layer_norm_epsilon"));
        v.put("hidden_act", activation(file));
        layers(file, blocks, out);
        out.put("vision_feature_select_strategy", "default");
        out.put("projector_hidden_act", "gelu");
        out.put("multimodal_projector_bias", file.hasTensor("mm.0.bias"));
        out.put(SWAPPED, MmprojFamily.swapped(file, hidden));
        return out;
    }

    private static String activation(GgufFields file) {
        if (file.flag("use_silu", false)) {
            return "silu";
        }
        return file.flag("use_gelu", false) ? "gelu" : "quick_gelu";
    }

    /** Some converters wrote 0. */
    private static int inner(GgufFields file, int hidden) {
        String name = MmprojFamily.swapped(file, hidden) ? "v.blk.0.ffn_down.weight" : "v.blk.0.ffn_up.weight";
        int said = file.integer("vision.feed_forward_length", 0);
        return said == 0 && file.hasTensor(name) ? file.size(name, 0) : said;
    }

    /**
     * Which layers are taken. Files that do not say end with the one that the projector was trained on (llama.cpp stops
     * one earlier).
     */
    private static void layers(GgufFields file, int blocks, ObjectNode out) {
        Object raw = file.raw("vision.feature_layer");
        long[] layers = raw instanceof long[] given && given.length > 0 ? given : new long[] {blocks};
        for (long layer : layers) {
            if (layer < 0 || layer > blocks) {
                throw file.unsupported("vision.feature_layer", layer, "the tower has " + blocks + " blocks");
            }
        }
        if (layers.length == 1) {
            out.put("vision_feature_layer", layers[0] - blocks - 1);
            return;
        }
        ArrayNode all = out.putArray("vision_feature_layer");
        Arrays.stream(layers).forEach(l -> all.add(l - blocks - 1));
    }

    @Override
    public void metadata(Config config, GgufKeys out) {
        config.refuseUnless("vision_feature_select_strategy", "default");
        GgufKeys.activation(config, "projector_hidden_act", "gelu", Activation.GELU);
        Config v = vision(config);
        v.refuseUnless("model_type", "clip_vision_model");
        v.refuseUnless("num_channels", "3");
        out.flag("has_text_encoder", false);
        out.flag("has_vision_encoder", true);
        out.flag("has_llava_projector", true);
        out.text("projector_type", "mlp");
        switch (Activations.of(v, "hidden_act", "quick_gelu")) {
            case GELU -> out.flag("use_gelu", true);
            case SILU -> out.flag("use_silu", true);
            case QUICK_GELU -> out.flag("use_gelu", false);
            default -> throw v.unsupported("hidden_act", "mmproj files know gelu, quick_gelu and silu");
        }
        out.integer("vision.image_size", v.positive("image_size", 224));
        out.integer("vision.patch_size", v.positive("patch_size", 32));
        out.integer("vision.embedding_length", hidden(v));
        out.integer("vision.feed_forward_length", inner(v));
        out.integer("vision.projection_dim", v.integer("projection_dim", 512));
        out.integer("vision.attention.head_count", v.positive("num_attention_heads", 12));
        out.number("vision.attention.layer_norm_epsilon", v.number("layer_norm_eps", 1e-5));
        int[] layers = layers(config);
        out.integer("vision.block_count", blocks(config));
        out.integers("vision.feature_layer", layers);
        out.text("vision.mm_patch_merge_type", "flat");
    }

    /** The layers that a config takes, counted from the embeddings. */
    private static int[] layers(Config c) {
        String name = "vision_feature_layer";
        int count = vision(c).positive("num_hidden_layers", 12);
        JsonNode raw = c.raw(name);
        int[] given = raw.isArray()
                ? IntStream.range(0, raw.size()).map(i -> raw.get(i).asInt()).toArray()
                : new int[] {raw.asInt(-2)};
        int[] layers = Arrays.stream(given).map(l -> l < 0 ? l + count + 1 : l).toArray();
        if (layers.length == 0 || Arrays.stream(layers).anyMatch(l -> l < 0 || l > count)) {
            throw c.unsupported(name, "the vision tower has " + count + " layers");
        }
        return layers;
    }

    /** Blocks that a file holds: up to the last layer that is taken. */
    private static int blocks(Config c) {
        return Arrays.stream(layers(c)).max().orElseThrow();
    }

    private static Config vision(Config c) {
        JsonNode v = c.raw("vision_config");
        if (!v.isObject()) {
            throw new FormatException(c.source() + " lacks the field vision_config");
        }
        return new Config(v, c.source() + ", vision_config");
    }

    private static int hidden(Config vision) {
        return vision.positive("hidden_size", 768);
    }

    private static int inner(Config vision) {
        return vision.positive("intermediate_size", 3072);
    }

    @Override
    public Layout layout(Config config, boolean running) {
        Config v = vision(config);
        Layout t = new Layout();
        t.add(Use.REQUIRED, "v.class_embd", Conversions.same(), TOWER + "embeddings.class_embedding");
        t.weight("v.patch_embd", TOWER + "embeddings.patch_embedding");
        t.weight("v.position_embd", TOWER + "embeddings.position_embedding");
        t.weightAndBias("v.pre_ln", TOWER + "pre_layrnorm");
        // llama.cpp takes equal widths for swapped names.
        boolean swapped = config.flag(SWAPPED, hidden(v) == inner(v));
        int blocks = blocks(config);
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
        t.weightAndBias("mm.0", "multi_modal_projector.linear_1");
        t.weightAndBias("mm.2", "multi_modal_projector.linear_2");
        return t;
    }

    @Override
    public ObjectNode preprocessor(GgufFile file, ObjectNode config) {
        int size = config.get("vision_config").get("image_size").intValue();
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("image_processor_type", "CLIPImageProcessor");
        out.put("do_resize", true).putObject("size").put("shortest_edge", size);
        out.put("do_center_crop", true)
                .putObject("crop_size")
                .put("height", size)
                .put("width", size);
        out.put("resample", 3).put("do_rescale", true).put("rescale_factor", 1 / 255.0);
        out.put("do_normalize", true).put("do_convert_rgb", true);
        MmprojFamily.numbers(out.putArray("image_mean"), file, "clip.vision.image_mean");
        MmprojFamily.numbers(out.putArray("image_std"), file, "clip.vision.image_std");
        return out;
    }

    /** Newer releases leave {@code vision_model} out. */
    @Override
    public String usual(String name) {
        return name.replaceFirst("^(model\\.)?vision_tower\\.(?!vision_model\\.)", "$1" + TOWER);
    }

    /** Adds the norm behind the tower, which LLaVA's layout has and does not use. */
    @Override
    public void complete(ObjectNode config, SequencedMap<String, TensorEntry> tensors) {
        config.remove(SWAPPED);
        float[] ones = new float
                [Objects.requireNonNull(tensors.get(TOWER + "embeddings.class_embedding"))
                        .shape()
                        .cols()];
        Arrays.fill(ones, 1);
        tensors.put(TOWER + "post_layernorm.weight", TensorEntry.of(Tensor.of(ones, ones.length)));
        tensors.put(TOWER + "post_layernorm.bias", TensorEntry.of(Tensor.zeros(ones.length)));
    }

    /** Files end below the norm behind the tower, at the block that LLaVA takes. */
    @Override
    public boolean holds(Config config, String name) {
        String own = name.startsWith("model.") ? name.substring("model.".length()) : name;
        if (own.startsWith(TOWER + "post_layernorm.")) {
            return false;
        }
        String layers = TOWER + "encoder.layers.";
        if (!own.startsWith(layers)) {
            return true;
        }
        String number = own.substring(layers.length()).split("\\.", 2)[0];
        return !number.matches("\\d{1,6}") || Integer.parseInt(number) < blocks(config);
    }
}
