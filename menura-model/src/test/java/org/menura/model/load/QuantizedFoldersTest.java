package org.menura.model.load;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.model.ForwardBatch;
import org.menura.model.TestData;
import org.menura.model.weights.Adapters;
import org.menura.model.weights.CheckpointParameters;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.dtype.DType;

/** Quantised folders of transformers, beside what the libraries that wrote them make of them. */
class QuantizedFoldersTest {
    @TempDir
    Path temp;

    static List<Path> folders() throws IOException {
        try (Stream<Path> all = Files.list(TestData.path("quantized"))) {
            return all.filter(Files::isDirectory).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("folders")
    void weightsAreThoseOfTheLibraryToTheBit(Path folder) {
        Checkpoint weights = ModelSource.open(folder).weights();
        for (Map.Entry<String, JsonNode> weight :
                expected(folder).path("weights").properties()) {
            assertEquals(weight.getValue().path("sha256").asText(), hash(weights.tensor(weight.getKey())));
        }
    }

    @ParameterizedTest
    @MethodSource("folders")
    void aModelOfThemGivesItsLogits(Path folder) {
        ModelSource source = ModelSource.open(folder);
        assertFalse(source.config().has("quantization_config"));
        assertArrayEquals(logits(folder, expected(folder)), logits(source, expected(folder)), 2e-5f);
    }

    @Test
    void aConvertedFolderIsPlain() throws IOException {
        Path from = TestData.path("quantized/gptq-old");
        Path to = temp.resolve("plain");
        HfConvert.write(from, to, DType.F16);
        assertFalse(Files.exists(to.resolve("quantize_config.json")));
        ModelSource plain = ModelSource.open(to);
        assertEquals(ModelSource.open(from).weights().names(), plain.weights().names());
        assertArrayEquals(logits(from, expected(from)), logits(plain, expected(from)), 2e-5f);
    }

    @Test
    void aPartOfAConfigMaySayHowWeightsAreQuantised() throws IOException {
        Path folder = copy("fp8", config -> {
            ObjectNode text = config.putObject("text_config");
            text.set("quantization_config", config.remove("quantization_config"));
            text.set("torch_dtype", config.remove("torch_dtype"));
        });
        ModelSource source = ModelSource.open(folder);
        assertFalse(source.config().path("text_config").has("quantization_config"));
        String name = "model.layers.0.mlp.up_proj.weight";
        assertEquals(
                expected(folder).path("weights").path(name).path("sha256").asText(),
                hash(source.weights().tensor(name)));
    }

    @Test
    void weightsAreOfTheTypeThatTheConfigNames() throws IOException {
        Path folder = copy("fp8", config -> config.put("torch_dtype", "float32"));
        assertEquals(DType.F32, ModelSource.open(folder).weights().dtype("model.layers.0.mlp.up_proj.weight"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hqq", "aqlm", "quanto", "torchao", "eetq", "mxfp4", "bitnet", "vptq", "quark"})
    void aMethodThatIsNotSupportedIsNamed(String method) throws IOException {
        Path folder =
                copy("fp8", config -> config.withObject("quantization_config").put("quant_method", method));
        String message = assertThrows(FormatException.class, () -> ModelSource.open(folder))
                .getMessage();
        assertTrue(message.contains("quantised with " + method) && message.contains("GGUF"), message);
    }

    private Path copy(String name, Consumer<ObjectNode> change) throws IOException {
        Path from = TestData.path("quantized/" + name);
        Path folder = Files.createDirectories(temp.resolve(name));
        for (String file : List.of("model.safetensors", "expected.json")) {
            Files.copy(from.resolve(file), folder.resolve(file));
        }
        ObjectNode config = (ObjectNode) Json.parse(from.resolve("config.json"));
        change.accept(config);
        new ObjectMapper().writeValue(folder.resolve("config.json").toFile(), config);
        return folder;
    }

    private static JsonNode expected(Path folder) {
        return Json.parse(folder.resolve("expected.json"));
    }

    private static float[] logits(Path folder, JsonNode expected) {
        float[] logits = new float[expected.path("logits").size()];
        assertTrue(logits.length > 0, folder.toString());
        for (int i = 0; i < logits.length; i++) {
            logits[i] = expected.path("logits").path(i).floatValue();
        }
        return logits;
    }

    /** Logits of the last token. */
    private static float[] logits(ModelSource source, JsonNode expected) {
        int[] ids = new int[expected.path("ids").size()];
        Arrays.setAll(ids, i -> expected.path("ids").path(i).intValue());
        float[] all = Models.build(
                        ModelKind.DECODER,
                        source.fields(),
                        new CheckpointParameters(source.weights()),
                        new CpuBackend(1),
                        Adapters.NONE)
                .forward(ForwardBatch.whole(ids))
                .toFloats();
        return Arrays.copyOfRange(all, all.length - expected.path("logits").size(), all.length);
    }

    private static String hash(Tensor tensor) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(tensor.segment().toArray(ValueLayout.JAVA_BYTE)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
