package org.menura.model.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.Modality;
import org.menura.format.TensorEntry;
import org.menura.format.gguf.FileType;
import org.menura.format.gguf.GgufFile;
import org.menura.format.gguf.GgufWriter;
import org.menura.format.safetensors.SafetensorsFile;
import org.menura.model.Config;
import org.menura.model.ForwardBatch;
import org.menura.model.TestData;
import org.menura.model.load.ModelKind;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.model.multimodal.Inputs;
import org.menura.model.multimodal.MultimodalModel;
import org.menura.model.vision.ImageProcessor;
import org.menura.tensor.Rng;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;

/** A LLaVA's tower and projector become an mmproj file and come back. */
class MmprojTest {
    private static final String TOWER = "vision_tower.vision_model.";
    private static final int HIDDEN = 8;

    @TempDir
    private Path folder;

    /** The config of a LLaVA whose tower has three blocks. */
    private static ObjectNode config(int inner) {
        try {
            String text = """
                    {"model_type": "llava", "image_token_index": 79, "vision_feature_layer": -2,
                     "vision_feature_select_strategy": "default", "projector_hidden_act": "gelu",
                     "text_config": {"model_type": "llama", "vocab_size": 80},
                     "vision_config": {"model_type": "clip_vision_model", "hidden_size": 8, "intermediate_size": %d,
                      "num_hidden_layers": 3, "num_attention_heads": 2, "image_size": 12, "patch_size": 4,
                      "num_channels": 3, "projection_dim": 6, "layer_norm_eps": 1e-05, "hidden_act": "quick_gelu"}}""";
            return (ObjectNode) GgufTests.JSON.readTree(text.formatted(inner));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Checkpoint weights(int inner, int text) {
        SequencedMap<String, TensorEntry> all = new LinkedHashMap<>();
        put(all, TOWER + "embeddings.class_embedding", HIDDEN);
        put(all, TOWER + "embeddings.patch_embedding.weight", HIDDEN, 3, 4, 4);
        put(all, TOWER + "embeddings.position_embedding.weight", 10, HIDDEN);
        for (String norm : new String[] {"pre_layrnorm", "post_layernorm"}) {
            linear(all, TOWER + norm, HIDDEN);
        }
        for (int i = 0; i < 3; i++) {
            String layer = TOWER + "encoder.layers." + i + ".";
            linear(all, layer + "layer_norm1", HIDDEN);
            linear(all, layer + "layer_norm2", HIDDEN);
            for (String part : new String[] {"q_proj", "k_proj", "v_proj", "out_proj"}) {
                linear(all, layer + "self_attn." + part, HIDDEN, HIDDEN);
            }
            linear(all, layer + "mlp.fc1", inner, HIDDEN);
            linear(all, layer + "mlp.fc2", HIDDEN, inner);
        }
        linear(all, "multi_modal_projector.linear_1", text, HIDDEN);
        linear(all, "multi_modal_projector.linear_2", text, text);
        put(all, "language_model.model.norm.weight", text);
        return GgufTests.table(all);
    }

    private static void linear(Map<String, TensorEntry> all, String name, long... sizes) {
        put(all, name + ".weight", sizes);
        put(all, name + ".bias", sizes[0]);
    }

    private static void put(Map<String, TensorEntry> all, String name, long... sizes) {
        Tensor t = Tensor.zeros(sizes);
        Rng rng = new Rng(all.size());
        for (int i = 0; i < t.elements(); i++) {
            t.floats()[i] = (float) rng.nextGaussian();
        }
        all.put(name, TensorEntry.of(t));
    }

    private GgufFile write(ObjectNode config, Checkpoint weights, FileType type) throws IOException {
        Path file = folder.resolve("mmproj.gguf");
        Mmproj.write(new Config(config, "config"), weights, null, "test", file, type, GgufWriter.Progress.NONE);
        return GgufFile.open(file);
    }

    /** The same file with other metadata and names. */
    private GgufFile changed(GgufFile file, Consumer<Map<String, Object>> metadata, UnaryOperator<String> names)
            throws IOException {
        Map<String, Object> all = new LinkedHashMap<>(file.typedMetadata());
        metadata.accept(all);
        SequencedMap<String, TensorEntry> tensors = new LinkedHashMap<>();
        for (String name : file.names()) {
            tensors.put(names.apply(name), TensorEntry.of(file.tensor(name)));
        }
        Path out = folder.resolve("changed.gguf");
        GgufWriter.write(out, all, tensors, GgufWriter.Progress.NONE);
        return GgufFile.open(out);
    }

    private static void equal(Checkpoint expected, Checkpoint actual) {
        for (String name : expected.names()) {
            boolean above = name.contains("layers.2.") || name.contains("post_layernorm");
            if (above || name.startsWith("language_model.")) {
                assertFalse(actual.has(name) && !name.contains("post_layernorm"), name);
                continue;
            }
            assertEquals(expected.shape(name), actual.shape(name), name);
            assertArrayEquals(
                    expected.tensor(name).toFloats(), actual.tensor(name).toFloats(), name);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {12, HIDDEN})
    void comesBack(int inner) throws IOException {
        ObjectNode config = config(inner);
        Checkpoint weights = weights(inner, 6);
        GgufFile file = write(config, weights, FileType.F32);
        assertEquals("mmproj", file.text("general.type"));
        assertEquals("mlp", file.text("clip.projector_type"));
        assertEquals(2, file.integer("clip.vision.block_count"));
        assertFalse(file.has("v.post_ln.weight"));

        Mmproj.Part part = Mmproj.read(file);

        equal(weights, part.weights());
        assertTrue(part.weights().has(TOWER + "post_layernorm.weight"));
        assertEquals(-1, part.config().get("vision_feature_layer").intValue());
        JsonNode vision = part.config().get("vision_config");
        config.get("vision_config").properties().forEach(field -> {
            if (!field.getKey().equals("num_hidden_layers")) {
                assertEquals(field.getValue(), vision.get(field.getKey()), field.getKey());
            }
        });
        assertEquals(2, vision.get("num_hidden_layers").intValue());
        assertEquals(0.48145466, part.preprocessor().get("image_mean").get(0).doubleValue(), 1e-7);
        assertEquals(12, part.preprocessor().get("size").get("shortest_edge").intValue());
    }

    @Test
    void severalLayersAreTaken() throws IOException {
        ObjectNode config = config(12);
        config.putArray("vision_feature_layer").add(1).add(-2);
        Mmproj.Part part = Mmproj.read(write(config, weights(12, 6), FileType.F32));
        assertEquals("[-2,-1]", part.config().get("vision_feature_layer").toString());
    }

    @Test
    void filesOfTheFirstConverterAreRead() throws IOException {
        Checkpoint weights = weights(12, 6);
        GgufFile older = changed(
                write(config(12), weights, FileType.F32),
                m -> {
                    m.remove("clip.vision.feature_layer");
                    m.remove("clip.projector_type");
                },
                n -> n.contains("ffn_up") ? n.replace("ffn_up", "ffn_down") : n.replace("ffn_down", "ffn_up"));

        Mmproj.Part part = Mmproj.read(older);

        equal(weights, part.weights());
        assertEquals(-1, part.config().get("vision_feature_layer").intValue());
        assertEquals(
                12, part.config().get("vision_config").get("intermediate_size").intValue());
    }

    /** As transformers 5 saves them. */
    @ParameterizedTest
    @ValueSource(strings = {"vision_tower.", "model.vision_tower."})
    void towersOfNewerReleasesAreWritten(String tower) throws IOException {
        Checkpoint weights = weights(12, 6);
        SequencedMap<String, TensorEntry> renamed = new LinkedHashMap<>();
        weights.names().forEach(n -> renamed.put(n.replace(TOWER, tower), TensorEntry.of(weights.tensor(n))));

        Mmproj.Part part = Mmproj.read(write(config(12), GgufTests.table(renamed), FileType.F32));

        equal(weights, part.weights());
    }

    /** The first files of SmolVLM name the two layers of MLPs after each other, as those of CLIP do. */
    @Test
    void filesOfSmolVlmWithSwappedNamesAreRead() throws IOException {
        ModelSource source = ModelSource.open(TestData.path("golden/idefics3"));
        GgufFile file = write((ObjectNode) source.config(), source.weights(), FileType.F32);
        GgufFile older = changed(
                file,
                m -> {},
                n -> n.contains("ffn_up") ? n.replace("ffn_up", "ffn_down") : n.replace("ffn_down", "ffn_up"));

        Mmproj.Part expected = Mmproj.read(file);
        Mmproj.Part part = Mmproj.read(older);

        assertEquals(expected.config(), part.config());
        equal(expected.weights(), part.weights());
    }

    @Test
    void whatIsNotSupportedIsRefused() throws IOException {
        GgufFile file = write(config(12), weights(12, 6), FileType.F32);
        GgufFile resampler = changed(file, m -> m.put("clip.projector_type", "resampler"), n -> n);
        assertRefused("resampler", resampler);
        GgufFile layer = changed(file, m -> m.put("clip.vision.feature_layer", new int[] {7}), n -> n);
        assertRefused("feature_layer = 7", layer);
        GgufFile norm = changed(file, m -> {}, n -> n.replace("v.pre_ln", "v.post_ln"));
        assertRefused("v.pre_ln.weight", norm);
        GgufFile size = changed(file, m -> m.put("clip.vision.embedding_length", 1 << 29), n -> n);
        assertEquals(
                HIDDEN,
                Mmproj.read(size)
                        .weights()
                        .shape(TOWER + "post_layernorm.weight")
                        .dim(0));
        GgufFile squares = changed(file, m -> m.put("clip.vision.image_grid_pinpoints", new int[] {8, 16}), n -> n);
        assertRefused("LLaVA 1.6", squares);
        GgufFile means = changed(file, m -> m.remove("clip.vision.image_std"), n -> n);
        assertRefused("image_std", means);
    }

    private static void assertRefused(String part, GgufFile file) {
        FormatException e = assertThrows(FormatException.class, () -> Mmproj.read(file));
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }

    @Test
    void joinsALanguageModel() throws IOException {
        write(config(12), weights(12, 6), FileType.F16);
        ModelSource llama = ModelSource.open(TestData.path("golden/llama-gqa"));

        ModelSource whole = llama.withProjector(folder.resolve("mmproj.gguf"));

        assertEquals("llava", whole.config().get("model_type").textValue());
        assertEquals(llama.config(), whole.config().get("text_config"));
        assertEquals(llama.config().get("vocab_size"), whole.config().get("image_token_index"));
        assertTrue(whole.weights().has("language_model.model.embed_tokens.weight"));
        assertTrue(whole.weights().has("multi_modal_projector.linear_2.bias"));

        FormatException alone =
                assertThrows(FormatException.class, () -> ModelSource.open(folder.resolve("mmproj.gguf")));
        assertTrue(alone.getMessage().contains("language model itself"), alone.getMessage());
        FormatException other =
                assertThrows(FormatException.class, () -> Mmproj.read(GgufFile.open(TestData.path("gguf/Q4_K.gguf"))));
        assertTrue(other.getMessage().contains("architecture"), other.getMessage());
    }

    /** Written as two files and joined again, published layouts see the same. */
    @ParameterizedTest
    @ValueSource(strings = {"llava", "idefics3"})
    void wholeModelsGoThroughTwoFiles(String name) throws IOException {
        Path golden = TestData.path("golden/" + name);
        ModelSource source = ModelSource.open(golden);
        GgufModels.Translated text = Mmproj.languageModel(source.fields(), source.weights());
        Path model = folder.resolve("model.gguf");
        Path eyes = folder.resolve("eyes.gguf");
        GgufExport.write(
                new Config(text.config(), "text"),
                text.weights(),
                null,
                name,
                model,
                FileType.F32,
                GgufWriter.Progress.NONE);
        Mmproj.write(source.fields(), source.weights(), null, name, eyes, FileType.F32, GgufWriter.Progress.NONE);

        ModelSource joined = ModelSource.open(model).withProjector(eyes);

        CpuBackend ops = new CpuBackend(1);
        MultimodalModel expected = Models.open(ModelKind.MULTIMODAL, source, ops);
        MultimodalModel actual = Models.open(ModelKind.MULTIMODAL, joined, ops);
        Tensor pixels = SafetensorsFile.open(golden.resolve("golden.safetensors"))
                .tensor("pixel_values")
                .toHeap();
        if (pixels.shape().rank() == 5) {
            pixels = pixels.reshape(pixels.dim(0) * pixels.dim(1), pixels.dim(2), pixels.dim(3), pixels.dim(4));
        }
        float[] seen = expected.sense(Modality.IMAGE)
                .perceive(Inputs.of(pixels))
                .rows()
                .toFloats();
        assertArrayEquals(
                seen,
                actual.sense(Modality.IMAGE).perceive(Inputs.of(pixels)).rows().toFloats(),
                1e-5f);
        int[] ids = {5, 9, 11};
        assertArrayEquals(
                expected.backbone().forward(ForwardBatch.whole(ids)).toFloats(),
                actual.backbone().forward(ForwardBatch.whole(ids)).toFloats(),
                1e-4f);
        ImageProcessor.of(new Config(joined.config().get("image_processor"), "image_processor"));
        FormatException twice = assertThrows(FormatException.class, () -> joined.withProjector(eyes));
        assertTrue(twice.getMessage().contains("sees already"), twice.getMessage());
    }
}
