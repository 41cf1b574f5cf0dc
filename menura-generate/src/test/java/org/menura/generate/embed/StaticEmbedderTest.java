package org.menura.generate.embed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.format.json.Json;
import org.menura.format.safetensors.SafetensorsWriter;
import org.menura.generate.LanguageModel;
import org.menura.generate.Menura;
import org.menura.generate.TestData;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.DType;

/** Tables of tokens' vectors give what sentence-transformers and model2vec make of them. */
class StaticEmbedderTest {
    private static final Path RECORDED = TestData.path("sentences");
    private static final JsonNode ALL = Json.parse(RECORDED.resolve("static.json"));
    private static final int TOKENS = 55;
    private static final int WIDTH = 6;

    @TempDir
    private Path temporary;

    private static List<String> texts() {
        return ALL.get("texts").valueStream().map(JsonNode::asText).toList();
    }

    private static Tensor numbers(int rows, int factor, DType type) {
        float[] out = new float[rows * WIDTH];
        MemorySegment bytes = Arena.ofAuto().allocate(out.length);
        for (int i = 0; i < out.length; i++) {
            int number = i * factor % 23 - 11;
            out[i] = number / 8f;
            bytes.set(ValueLayout.JAVA_BYTE, i, (byte) number);
        }
        return type == DType.I8 ? Tensor.of(bytes, type, Shape.of(rows, WIDTH)) : Tensor.of(out, rows, WIDTH);
    }

    private static Map<String, Tensor> weights(JsonNode files) {
        Map<String, Tensor> out = new LinkedHashMap<>();
        if (!files.has("config.json")) {
            out.put("embedding.weight", numbers(TOKENS, 7, DType.F32));
        } else if (!files.has("mapped")) {
            out.put("embeddings", numbers(TOKENS, 7, files.has("bytes") ? DType.I8 : DType.F32));
        } else {
            MemorySegment mapping = Arena.ofAuto().allocate(TOKENS * Long.BYTES, Long.BYTES);
            float[] factors = new float[TOKENS];
            for (int i = 0; i < TOKENS; i++) {
                mapping.setAtIndex(ValueLayout.JAVA_LONG, i, i * 4 % 9);
                factors[i] = (i % 5 + 1) / 4f;
            }
            out.put("embeddings", numbers(9, 5, DType.F32));
            out.put("mapping", Tensor.of(mapping, DType.I64, Shape.of(TOKENS)));
            out.put("weights", Tensor.of(factors, TOKENS));
        }
        return out;
    }

    private Path model(String name, JsonNode files, Map<String, Tensor> weights) throws IOException {
        Path folder = Files.createDirectories(temporary.resolve(name));
        Path inner = Files.createDirectories(
                folder.resolve(files.path("modules.json").path(0).path("path").asText()));
        Map<String, TensorEntry> entries = new LinkedHashMap<>();
        weights.forEach((tensor, value) -> entries.put(tensor, TensorEntry.of(value)));
        SafetensorsWriter.write(inner.resolve("model.safetensors"), entries, SafetensorsWriter.PYTORCH);
        ObjectNode tokenizer = (ObjectNode) Json.parse(RECORDED.resolve("tokenizer.json"));
        if (files.has("truncation")) {
            tokenizer
                    .putObject("truncation")
                    .put("direction", "Right")
                    .put("max_length", files.get("truncation").intValue())
                    .put("strategy", "LongestFirst")
                    .put("stride", 0);
        }
        Files.writeString(inner.resolve("tokenizer.json"), tokenizer.toString());
        for (Map.Entry<String, JsonNode> file : files.properties()) {
            if (file.getKey().endsWith(".json")) {
                Files.writeString(folder.resolve(file.getKey()), file.getValue().toString());
            }
        }
        return folder;
    }

    @TestFactory
    Stream<DynamicTest> asTheOriginals() {
        return ALL.get("cases")
                .valueStream()
                .map(c -> DynamicTest.dynamicTest(c.get("name").asText(), () -> {
                    try (LanguageModel model = Menura.load(model(c.get("name").asText(), c, weights(c)))) {
                        List<float[]> together = model.embed(texts());
                        for (int i = 0; i < together.size(); i++) {
                            float[] expected = new float[WIDTH];
                            for (int j = 0; j < WIDTH; j++) {
                                expected[j] = c.get("embeddings").get(i).get(j).floatValue();
                            }
                            assertArrayEquals(expected, together.get(i), 2e-6f, "text " + i);
                        }
                    }
                }));
    }

    @Test
    void tokensAreCountedWithoutAnyAround() throws IOException {
        JsonNode plain = ALL.get("cases").get(0);
        try (LanguageModel model = Menura.load(model("plain", plain, weights(plain)))) {
            assertEquals(4, model.embedder().tokens("the dog sees a"));
            assertEquals(Integer.MAX_VALUE, model.embedder().window());
        }
    }

    @Test
    void wrongTablesAreRefused() throws IOException {
        JsonNode mapped = ALL.get("cases").get(5);
        Map<String, Tensor> few = weights(mapped);
        few.put("embeddings", numbers(4, 5, DType.F32));
        Map<String, Tensor> flat = weights(mapped);
        flat.put("embeddings", Tensor.of(new float[WIDTH], WIDTH));
        Map<String, Tensor> unlike = weights(mapped);
        unlike.put("weights", Tensor.of(new float[3], 3));
        List<String> said = new ArrayList<>();
        for (Map<String, Tensor> weights : List.of(few, flat, unlike)) {
            Path folder = model("wrong" + said.size(), mapped, weights);
            said.add(assertThrows(
                            FormatException.class, () -> Menura.load(folder).close())
                    .getMessage());
        }
        assertTrue(said.get(0).endsWith("\"mapping\" gives token 1 the vector 4 of 4"), said.get(0));
        assertTrue(said.get(1).endsWith("embeddings has shape [6], which is no table of vectors"), said.get(1));
        assertTrue(said.get(2).endsWith("has 55 tokens, but \"weights\" for 3"), said.get(2));
    }
}
