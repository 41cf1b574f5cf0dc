package org.menura.generate.embed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.generate.LanguageModel;
import org.menura.generate.Menura;
import org.menura.generate.TestData;
import org.menura.tensor.cpu.CpuBackend;

/** Texts become what sentence-transformers makes of them. */
class EmbedderTest {
    private static final Path RECORDED = TestData.path("sentences");
    private static final JsonNode ALL = Json.parse(RECORDED.resolve("sentences.json"));
    private static final float TOLERANCE = 2e-5f;

    @TempDir
    private Path temporary;

    private static List<String> texts() {
        List<String> texts = new ArrayList<>();
        ALL.get("texts").forEach(t -> texts.add(t.asText()));
        return texts;
    }

    private static float[] numbers(JsonNode array) {
        float[] out = new float[array.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = array.get(i).floatValue();
        }
        return out;
    }

    private Path model(String name, JsonNode files) throws IOException {
        Path folder = Files.createDirectories(temporary.resolve(name));
        for (String file : List.of("config.json", "model.safetensors")) {
            Files.copy(TestData.path("golden/bert-model").resolve(file), folder.resolve(file));
        }
        for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
            Files.copy(RECORDED.resolve(file), folder.resolve(file));
        }
        for (Map.Entry<String, JsonNode> e : files.properties()) {
            Path file = folder.resolve(e.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, e.getValue().toString());
        }
        if (files.has("2_Dense/config.json")) {
            Files.copy(RECORDED.resolve("dense.safetensors"), folder.resolve("2_Dense/model.safetensors"));
        }
        return folder;
    }

    @TestFactory
    Stream<DynamicTest> asSentenceTransformers() {
        return ALL.get("cases")
                .valueStream()
                .map(c -> DynamicTest.dynamicTest(c.get("name").asText(), () -> {
                    try (LanguageModel model = Menura.load(model(c.get("name").asText(), c.get("files")))) {
                        List<float[]> together = model.embed(texts());
                        for (int i = 0; i < together.size(); i++) {
                            float[] expected = numbers(c.get("embeddings").get(i));
                            assertArrayEquals(expected, together.get(i), TOLERANCE, "text " + i);
                            assertArrayEquals(expected, model.embed(texts().get(i)), TOLERANCE, "text " + i + " alone");
                        }
                    }
                }));
    }

    @Test
    void manyTextsPassTogether() throws IOException {
        JsonNode plain = ALL.get("cases").get(1);
        Embedder embedder = Embedder.open(model("many", plain.get("files")), null, true, new CpuBackend(2));
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            many.add("the cat sees " + "red ".repeat(i % 9) + "birds");
        }
        List<float[]> vectors = embedder.texts(many);
        assertEquals(500, vectors.size());
        for (int i = 0; i < 500; i += 7) {
            assertArrayEquals(embedder.text(many.get(i)), vectors.get(i), 1e-6f);
        }
        assertEquals(24, embedder.window());
        assertEquals(8, embedder.tokens("the cat sees red birds")); // "birds" is two, and two stand around all
    }

    @Test
    void ownPoolingTakesTheModelsPlace() throws IOException {
        JsonNode cls = ALL.get("cases").get(2);
        Path folder = model("own", cls.get("files"));
        float[] expected = numbers(ALL.get("cases").get(1).get("embeddings").get(1));
        assertArrayEquals(
                expected,
                Embedder.open(folder, Pooling.MEAN, false, new CpuBackend(1)).text(texts().get(1)),
                TOLERANCE);
    }

    @Test
    void unknownModulesAreRefused() throws IOException {
        JsonNode files = Json.parse("""
                {"modules.json": [{"idx": 0, "path": "", "type": "sentence_transformers.models.Transformer"},
                                  {"idx": 1, "path": "1_LSTM", "type": "sentence_transformers.models.LSTM"}]}""", "files");
        Path folder = model("unknown", files);
        FormatException e =
                assertThrows(FormatException.class, () -> Embedder.open(folder, null, false, new CpuBackend(1)));
        assertTrue(e.getMessage().contains("LSTM, which is not supported"), e.getMessage());
    }

    @Test
    void decodersToo() {
        try (LanguageModel model = Menura.load(TestData.path("models/stories260K"))) {
            List<float[]> both = model.embed(List.of("a big dog", "a cat sat on the mat"));
            assertArrayEquals(model.embed("a big dog"), both.getFirst(), 1e-5f);
            assertEquals(64, both.getLast().length);
        }
    }
}
