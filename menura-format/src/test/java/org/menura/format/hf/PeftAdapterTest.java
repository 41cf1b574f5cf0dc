package org.menura.format.hf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.format.Testdata;
import org.menura.format.safetensors.SafetensorsWriter;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;

class PeftAdapterTest {
    @TempDir
    private Path folder;

    @Test
    void plainAdapter() {
        PeftAdapter adapter = PeftAdapter.open(Testdata.path("golden/lora/adapter"));

        assertEquals(4, adapter.pairs().size());
        assertTrue(adapter.replacements().isEmpty());
        LoraPair pair = adapter.pairs().get("model.layers.1.self_attn.v_proj");
        assertEquals(Shape.of(4, 16), pair.a().shape());
        assertEquals(Shape.of(8, 4), pair.b().shape());
        assertEquals(2f, pair.scale());
        assertFalse(pair.isEmbedding());
    }

    @Test
    void ranksAndAlphasByPattern() {
        PeftAdapter adapter = PeftAdapter.open(Testdata.path("golden/lora-all-linear/adapter"));

        assertEquals(14, adapter.pairs().size());
        assertEquals(
                (float) (6 / Math.sqrt(3)),
                adapter.pairs().get("model.layers.0.mlp.up_proj").scale());
        LoraPair down = adapter.pairs().get("model.layers.0.mlp.down_proj");
        assertEquals((float) (10 / Math.sqrt(2)), down.scale());
        assertEquals(2, down.a().shape().size(0));
    }

    @Test
    void embeddingsSavedModulesAndOldNames() throws IOException {
        write(
                "{\"peft_type\":\"LORA\",\"r\":2,\"lora_alpha\":3}",
                Map.of(
                        "base_model.model.model.embed_tokens.lora_embedding_A", Shape.of(2, 10),
                        "base_model.model.model.embed_tokens.lora_embedding_B", Shape.of(4, 2),
                        "base_model.model.q.lora_A.default.weight", Shape.of(2, 4),
                        "base_model.model.q.lora_B.default.weight", Shape.of(4, 2),
                        "base_model.model.q.base_layer.bias", Shape.of(4),
                        "base_model.model.lm_head.modules_to_save.weight", Shape.of(10, 4)));

        PeftAdapter adapter = PeftAdapter.open(folder);

        assertEquals(Set.of("model.embed_tokens", "q"), adapter.pairs().keySet());
        assertTrue(adapter.pairs().get("model.embed_tokens").isEmbedding());
        assertEquals(1.5f, adapter.pairs().get("q").scale());
        assertEquals(Set.of("q.bias", "lm_head.weight"), adapter.replacements().keySet());
    }

    @Test
    void rowsOfTokensAndBiasesOfUpdates() throws IOException {
        Map<String, Shape> shapes = new HashMap<>(pair(2));
        shapes.put("base_model.model.q.lora_B.bias", Shape.of(4));
        shapes.put("base_model.model.model.embed_tokens.token_adapter.trainable_tokens_delta", Shape.of(2, 4));
        String config =
                "{\"peft_type\":\"LORA\",\"r\":2,\"lora_alpha\":3,\"lora_bias\":true,\"trainable_token_indices\":";
        write(config + "{\"embed_tokens\":[7,9]}}", shapes);

        PeftAdapter adapter = PeftAdapter.open(folder);

        assertTrue(adapter.changesTensors());
        assertEquals(
                Set.of("q.bias", "model.embed_tokens.weight"), adapter.changes().keySet());
        TensorChange rows = adapter.changes().get("model.embed_tokens.weight");
        assertArrayEquals(new int[] {7, 9}, ((TensorChange.Rows) rows).rows());
        assertEquals(1.5f, ((TensorChange.Bias) adapter.changes().get("q.bias")).scale());

        write(config + "[7,9,11]}", shapes);
        assertRefused("trainable_token_indices names 3");
        write(config + "[7,-1]}", shapes);
        assertRefused("must hold token ids");
    }

    @Test
    void anAdapterOfEmbeddingsAloneIsPartOfTheModel() throws IOException {
        write(
                "{\"peft_type\":\"LORA\",\"r\":2,\"lora_alpha\":3}",
                Map.of(
                        "base_model.model.model.embed_tokens.lora_embedding_A", Shape.of(2, 10),
                        "base_model.model.model.embed_tokens.lora_embedding_B", Shape.of(4, 2)));
        assertTrue(PeftAdapter.open(folder).changesTensors());
        write("{\"peft_type\":\"LORA\",\"r\":2,\"lora_alpha\":3}", pair(2));
        assertFalse(PeftAdapter.open(folder).changesTensors());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"use_dora\":true",
                "\"use_qalora\":true",
                "\"layer_replication\":[[0,4],[2,5]]",
                "\"target_parameters\":[\"experts.gate_up_proj_bias\"]",
                "\"init_lora_weights\":\"pissa_niter_16\""
            })
    void fieldsThatChangeTheResultAreRefusedByName(String field) throws IOException {
        write("{\"peft_type\":\"LORA\",\"r\":2,\"lora_alpha\":3," + field + "}", pair(2));

        assertRefused(field.substring(1, field.indexOf(':') - 1));
    }

    @Test
    void brokenAdaptersAreRefused() throws IOException {
        assertRefused("adapter_config.json");
        write("{\"peft_type\":\"IA3\"}", pair(2));
        assertRefused("IA3");
        write("{\"peft_type\":\"LORA\",\"r\":0,\"lora_alpha\":3}", pair(2));
        assertRefused("r must be a positive integer");
        write("{\"peft_type\":\"LORA\",\"r\":2}", pair(2));
        assertRefused("lora_alpha");
        write("{\"peft_type\":\"LORA\",\"r\":4,\"lora_alpha\":3}", pair(2));
        assertRefused("rank 4");
        write("{\"peft_type\":\"LORA\",\"r\":2,\"lora_alpha\":3}", Map.of("q.lora_A.weight", Shape.of(2, 4)));
        assertRefused("q.lora_B.weight");
        Map<String, Shape> dora = new HashMap<>(pair(2));
        dora.put("q.lora_magnitude_vector", Shape.of(4));
        write("{\"peft_type\":\"LORA\",\"r\":2,\"lora_alpha\":3}", dora);
        assertRefused("use_dora is false");
        write("{\"peft_type\":\"LORA\",\"r\":2,\"lora_alpha\":3,\"use_dora\":true}", pair(2));
        assertRefused("use_dora is true");
        write("{\"peft_type\":\"LORA\",\"r\":2,\"lora_alpha\":3,\"rank_pattern\":{\"(\":1}}", pair(2));
        assertRefused("regular expression");
        Files.delete(folder.resolve("adapter_model.safetensors"));
        write("{\"peft_type\":\"LORA\",\"r\":2,\"lora_alpha\":3}", null);
        assertRefused("adapter_model.safetensors");
    }

    @Test
    void patternsThatMatchForEverAreRefused() throws IOException {
        write(
                "{\"peft_type\":\"LORA\",\"r\":2,\"lora_alpha\":3,\"alpha_pattern\":{\"(((a*)*)*)*b\":1}}",
                Map.of(
                        "x".repeat(300) + ".lora_A.weight",
                        Shape.of(2, 4),
                        "x".repeat(300) + ".lora_B.weight",
                        Shape.of(4, 2)));
        PeftAdapter.open(folder);
        write(
                "{\"peft_type\":\"LORA\",\"r\":2,\"lora_alpha\":3,\"alpha_pattern\":{\"(.*a){12}b\":1}}",
                Map.of(
                        "a".repeat(60) + ".lora_A.weight",
                        Shape.of(2, 4),
                        "a".repeat(60) + ".lora_B.weight",
                        Shape.of(4, 2)));
        assertRefused("too long");
    }

    private static Map<String, Shape> pair(int rank) {
        return Map.of("q.lora_A.weight", Shape.of(rank, 4), "q.lora_B.weight", Shape.of(4, rank));
    }

    private void write(String config, Map<String, Shape> shapes) throws IOException {
        Files.writeString(folder.resolve("adapter_config.json"), config);
        if (shapes != null) {
            Map<String, TensorEntry> tensors = new HashMap<>();
            shapes.forEach((name, shape) -> tensors.put(name, TensorEntry.of(Tensor.zeros(shape.toArray()))));
            SafetensorsWriter.write(folder.resolve("adapter_model.safetensors"), tensors, SafetensorsWriter.PYTORCH);
        }
    }

    private void assertRefused(String part) {
        FormatException e = assertThrows(FormatException.class, () -> PeftAdapter.open(folder));
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }
}
