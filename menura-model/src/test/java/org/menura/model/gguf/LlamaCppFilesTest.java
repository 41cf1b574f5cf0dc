package org.menura.model.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.menura.format.gguf.GgufFile;
import org.menura.model.CausalModel;
import org.menura.model.ForwardBatch;
import org.menura.model.TestData;
import org.menura.model.load.Models;
import org.menura.tensor.cpu.CpuBackend;

/**
 * Files that llama.cpp wrote, against what it computes from them. It rounds activations to 8 bits for quantised weights
 * and to 16 for F16, and keeps keys and values in 16, which shows in the log-probabilities.
 */
@Tag("slow")
class LlamaCppFilesTest {
    private static final double ROUNDED = 0.1;

    static List<String> types() throws IOException {
        try (Stream<Path> files = Files.list(TestData.path("gguf"))) {
            return files.map(p -> p.getFileName().toString())
                    .filter(n -> n.endsWith(".json"))
                    .map(n -> n.substring(0, n.length() - ".json".length()))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void logProbabilitiesAgree(String type) throws IOException {
        JsonNode expected = expected(type);
        CausalModel model = Models.decoder(TestData.path("gguf/" + type + ".gguf"), new CpuBackend(1));
        float[] logits = lastLogits(model, ids(expected.get("prompt_ids")));
        double total = Math.log(IntStream.range(0, logits.length)
                .mapToDouble(i -> Math.exp(logits[i]))
                .sum());
        double mean = 0;
        for (JsonNode entry : expected.get("first_top_logprobs")) {
            double logProb = entry.get(1).doubleValue();
            double difference = Math.abs(logits[entry.get(0).intValue()] - total - logProb);
            mean += Math.exp(logProb) * difference;
        }
        assertEquals(0, mean, type.equals("F32") ? 5e-3 : ROUNDED);
    }

    @Test
    void greedyIdsAreTheSame() throws IOException {
        JsonNode expected = expected("F32");
        CausalModel model = Models.decoder(TestData.path("gguf/F32.gguf"), new CpuBackend(1));
        int[] ids = ids(expected.get("prompt_ids"));
        int prompt = ids.length;
        for (int i = 0; i < 16; i++) {
            float[] logits = lastLogits(model, ids);
            int best = IntStream.range(0, logits.length)
                    .reduce((a, b) -> logits[b] > logits[a] ? b : a)
                    .orElseThrow();
            ids = Arrays.copyOf(ids, ids.length + 1);
            ids[ids.length - 1] = best;
        }
        assertArrayEquals(ids(expected.get("greedy_ids")), Arrays.copyOfRange(ids, prompt, ids.length));
    }

    @Test
    void configsNameWhatTheFileSays() {
        JsonNode config = GgufTests.huggingFace(GgufFile.open(TestData.path("gguf/Q8_0.gguf")))
                .config();
        assertEquals("llama", config.get("model_type").textValue());
        assertEquals(256, config.get("hidden_size").intValue());
        assertEquals(512, config.get("intermediate_size").intValue());
        assertEquals(2, config.get("num_key_value_heads").intValue());
        assertTrue(config.has("eos_token_id"));
    }

    private static float[] lastLogits(CausalModel model, int[] ids) {
        return model.forward(ForwardBatch.whole(ids).withOutputs(ids.length - 1))
                .toFloats();
    }

    private static JsonNode expected(String type) throws IOException {
        return GgufTests.JSON.readTree(TestData.path("gguf/" + type + ".json").toFile());
    }

    private static int[] ids(JsonNode list) {
        return IntStream.range(0, list.size()).map(i -> list.get(i).intValue()).toArray();
    }
}
