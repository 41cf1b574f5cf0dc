package org.menura.model.adapter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.format.hf.PeftAdapter;
import org.menura.format.safetensors.SafetensorsFile;
import org.menura.format.safetensors.SafetensorsWriter;
import org.menura.model.ForwardBatch;
import org.menura.model.TestData;
import org.menura.model.TextEncoder;
import org.menura.model.load.ModelKind;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.model.weights.Adapters;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuOptions;

/** Rows of tokens and biases of updates, which PEFT saves beside the two halves of LoRA. */
class PeftAdaptersTest {
    private static final String PREFIX = "base_model.model.";
    private static final String TABLE = "model.embed_tokens.weight";
    private static final String BIAS = "model.layers.0.self_attn.q_proj.bias";

    @TempDir
    private Path folder;

    private void save(Map<String, Tensor> tensors) throws IOException {
        Map<String, TensorEntry> entries = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> entries.put(PREFIX + name, TensorEntry.of(tensor)));
        SafetensorsWriter.write(folder.resolve("adapter_model.safetensors"), entries, SafetensorsWriter.PYTORCH);
    }

    private PeftAdapters adapter(Map<String, Tensor> tensors) throws IOException {
        return adapter(tensors, "CAUSAL_LM");
    }

    private PeftAdapters adapter(Map<String, Tensor> tensors, String task) throws IOException {
        save(tensors);
        Files.writeString(folder.resolve("adapter_config.json"), """
                {"peft_type": "LORA", "r": 2, "lora_alpha": 6, "lora_bias": true, "trainable_token_indices": [5, 2],
                 "task_type": "%s"}
                """.formatted(task));
        return new PeftAdapters(PeftAdapter.open(folder));
    }

    /** peft 0.21 with transformers 5: {@code einsum("o r e, e r i -> e o i", b, a)}, with gate and up behind each other. */
    @ParameterizedTest
    @CsvSource({"qwen3-moe, mlp, gate_proj, up_proj, down_proj", "mixtral-4e, block_sparse_moe, w1, w3, w2"})
    void stackedExpertsAreTakenApart(String golden, String module, String gate, String up, String down)
            throws IOException {
        ModelSource base = ModelSource.open(TestData.path("golden/" + golden));
        String layer = "model.layers.1." + module + ".experts.";
        int experts = (int) base.weights().names().stream()
                .filter(n -> n.startsWith(layer) && n.endsWith("." + gate + ".weight"))
                .count();
        int inner = base.weights().tensor(layer + "0." + gate + ".weight").dim(0);
        int width = base.weights().tensor(layer + "0." + gate + ".weight").dim(1);
        String stacked = "model.layers.1.mlp.experts.";
        Map<String, Tensor> tensors = Map.of(
                stacked + "base_layer.lora_A.weight", numbers(4L * experts, width),
                stacked + "base_layer.lora_B.weight", numbers(2L * inner, 4L * experts),
                stacked + "lora_A.weight", numbers(2L * experts, inner),
                stacked + "lora_B.weight", numbers(width, 2L * experts));
        save(tensors);
        Files.writeString(folder.resolve("adapter_config.json"), """
                {"peft_type": "LORA", "r": 2, "lora_alpha": 0.02, "target_parameters": ["down_proj", "gate_up_proj"],
                 "rank_pattern": {".*\\\\.gate_up_proj": 4}, "alpha_pattern": {".*\\\\.gate_up_proj": 0.04}}
                """);
        AdaptedWeights merged = new PeftAdapters(PeftAdapter.open(folder)).merged(base.config(), base.weights());
        int expert = experts - 1;
        for (String name : List.of(gate, up, down)) {
            String weight = layer + expert + "." + name + ".weight";
            boolean isDown = name.equals(down);
            int rank = isDown ? 2 : 4;
            int first = name.equals(up) ? inner : 0;
            Tensor own = base.weights().tensor(weight);
            float[] values = own.toFloats();
            float[] updated = merged.weights().tensor(weight).toFloats();
            for (int o = 0; o < own.dim(0); o++) {
                for (int i = 0; i < own.dim(1); i++) {
                    double sum = 0;
                    for (int r = 0; r < rank; r++) {
                        double b = ((long) (first + o) * rank + r) * experts + expert + 1;
                        double a = (long) (expert * rank + r) * own.dim(1) + i + 1;
                        sum += b * a;
                    }
                    double expected = values[o * own.dim(1) + i] + 0.01 * sum;
                    assertEquals(expected, updated[o * own.dim(1) + i], 1e-5 * Math.abs(expected) + 1e-4);
                }
            }
        }
        Files.writeString(folder.resolve("adapter_config.json"), """
                {"peft_type": "LORA", "r": 2, "lora_alpha": 6, "target_parameters": ["experts.down_proj_bias"]}
                """);
        FormatException e = assertThrows(FormatException.class, () -> PeftAdapter.open(folder));
        assertTrue(String.valueOf(e.getMessage()).contains("down_proj_bias"), e.getMessage());
    }

    private static Tensor numbers(long... shape) {
        Tensor out = Tensor.zeros(shape);
        for (int i = 0; i < out.floats().length; i++) {
            out.floats()[i] = i + 1;
        }
        return out;
    }

    @Test
    void rowsOfTokensTakeThePlaceOfTheTables() throws IOException {
        ModelSource base = ModelSource.open(TestData.path("golden/llama-tied"));
        Tensor own = base.weights().tensor(TABLE);
        int width = own.dim(1);
        AdaptedWeights changed = adapter(Map.of(
                        "model.embed_tokens.token_adapter.trainable_tokens_delta",
                        numbers(2, width),
                        "lm_head.token_adapter.trainable_tokens_delta",
                        numbers(2, width)))
                .replaced(base.config(), base.weights());

        float[] expected = own.toFloats().clone();
        for (int c = 0; c < width; c++) {
            expected[5 * width + c] = c + 1;
            expected[2 * width + c] = width + c + 1;
        }
        assertArrayEquals(expected, changed.weights().tensor(TABLE).toFloats());
        assertTrue(changed.config().path("tie_word_embeddings").asBoolean(), "the head shares the new rows");
        assertFalse(changed.weights().has("lm_head.weight"));
    }

    /** peft 0.21: what only the head has is not the table's, and a head with an update of its own has the table's new rows. */
    @ParameterizedTest
    @CsvSource({"lm_head, false", "model.embed_tokens, true"})
    void rowsOfATableThatServesTwice(String module, boolean updatesHead) throws IOException {
        ModelSource base = ModelSource.open(TestData.path("golden/llama-tied"));
        Tensor own = base.weights().tensor(TABLE);
        int width = own.dim(1);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put(module + ".token_adapter.trainable_tokens_delta", numbers(2, width));
        if (updatesHead) {
            tensors.put("lm_head.lora_A.weight", numbers(2, width));
            tensors.put("lm_head.lora_B.weight", numbers(own.dim(0), 2));
        }
        AdaptedWeights changed = adapter(tensors).replaced(base.config(), base.weights());

        float[] head = own.toFloats().clone();
        for (int c = 0; c < width; c++) {
            head[5 * width + c] = c + 1;
            head[2 * width + c] = width + c + 1;
        }
        assertArrayEquals(head, changed.weights().tensor("lm_head.weight").toFloats());
        assertArrayEquals(
                updatesHead ? head : own.toFloats(),
                changed.weights().tensor(TABLE).toFloats());
        assertFalse(changed.config().path("tie_word_embeddings").asBoolean(true));
    }

    /** Whole tables are saved beside the rows on request, such as those of a larger vocabulary. */
    @Test
    void rowsChangeATableThatIsSavedToo() throws IOException {
        ModelSource base = ModelSource.open(TestData.path("golden/llama-mha"));
        int width = base.weights().tensor(TABLE).dim(1);
        Map<String, Tensor> tensors = Map.of(
                "model.embed_tokens.token_adapter.trainable_tokens_delta",
                numbers(2, width),
                "model.embed_tokens.token_adapter.base_layer.weight",
                Tensor.zeros(50, width));
        AdaptedWeights changed = adapter(tensors).replaced(base.config(), base.weights());

        float[] table = changed.weights().tensor(TABLE).toFloats();
        assertEquals(50 * width, table.length);
        assertEquals(1, table[5 * width]);
        assertEquals(width + 1, table[2 * width]);
        assertEquals(0, table[0]);
    }

    @Test
    void biasesOfUpdatesAreScaledAndAdded() throws IOException {
        ModelSource base = ModelSource.open(TestData.path("golden/llama-bias"));
        float[] own = base.weights().tensor(BIAS).toFloats();
        Map<String, Tensor> tensors = Map.of("model.layers.0.self_attn.q_proj.lora_B.bias", numbers(own.length));
        float[] changed = adapter(tensors)
                .merged(base.config(), base.weights())
                .weights()
                .tensor(BIAS)
                .toFloats();
        for (int i = 0; i < own.length; i++) {
            assertEquals(own[i] + 3 * (i + 1), changed[i], 1e-5f);
        }

        ModelSource without = ModelSource.open(TestData.path("golden/llama-mha"));
        FormatException e = assertThrows(
                FormatException.class, () -> adapter(tensors).replaced(without.config(), without.weights()));
        assertTrue(String.valueOf(e.getMessage()).contains("changes " + BIAS), e.getMessage());
    }

    @Test
    void aHeadOfClassesTakesThePlaceOfTheVocabularys() throws IOException {
        ModelSource base = ModelSource.open(TestData.path("golden/llama-mha"));
        assertTrue(base.weights().has("lm_head.weight"));
        int width = base.weights().tensor(TABLE).dim(1);
        PeftAdapters adapter = adapter(Map.of("score.weight", numbers(3, width)), "SEQ_CLS");
        AdaptedWeights headed = adapter.merged(base.config(), base.weights());
        assertFalse(headed.weights().has("lm_head.weight"));
        assertEquals(3, headed.config().get("id2label").size());
        CpuBackend cpu = new CpuBackend(CpuOptions.fastest().withThreads(1));
        Models.decoder(base.with(headed), cpu, Adapters.NONE); // refuses what it has no use for
    }

    /** peft 0.21 with {@code modules_to_save=["cls"]}, whose copy of the layer over the vocabulary is no embedding table any more. */
    @Test
    void aHeadThatFillsGapsTakesThePlaceOfThePooler() throws IOException {
        ModelSource base = ModelSource.open(TestData.path("golden/bert-model"));
        Tensor table = base.weights().tensor("embeddings.word_embeddings.weight");
        int width = table.dim(1);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("cls.predictions.bias", numbers(table.dim(0)));
        tensors.put("cls.predictions.decoder.weight", numbers(table.dim(0), width));
        tensors.put("cls.predictions.decoder.bias", numbers(table.dim(0)));
        tensors.put("cls.predictions.transform.dense.weight", numbers(width, width));
        tensors.put("cls.predictions.transform.dense.bias", numbers(width));
        tensors.put("cls.predictions.transform.LayerNorm.weight", Tensor.zeros(width));
        tensors.put("cls.predictions.transform.LayerNorm.bias", numbers(width));
        AdaptedWeights headed = adapter(tensors, "").replaced(base.config(), base.weights());

        CpuBackend cpu = new CpuBackend(CpuOptions.fastest().withThreads(1));
        TextEncoder model = Models.open(ModelKind.TEXT_ENCODER, base.with(headed), cpu);
        ForwardBatch step = ForwardBatch.whole(new int[] {3, 5});
        float[] logits = model.outputs(model.encode(step), step).get("logits").toFloats();
        // The norm's factors are zeros, so its biases 1, 2, … are what the layer multiplies.
        for (int token = 0; token < 4; token++) {
            double expected = token + 1;
            for (int i = 0; i < width; i++) {
                expected += (i + 1.0) * (token * width + i + 1);
            }
            assertEquals(expected, logits[token], 1e-5 * expected);
        }
    }

    /** peft 0.21 saves the fan_in_fan_out of the layer that it came to last: false, with a head among them. */
    @Test
    void theBlocksOfGpt2AreStoredInFirstWhateverTheConfigSays() throws IOException {
        ModelSource base = ModelSource.open(TestData.path("golden/gpt2"));
        String path = base.weights().names().stream()
                .filter(n -> n.endsWith("h.0.attn.c_proj.weight"))
                .findFirst()
                .orElseThrow()
                .replace(".weight", "");
        float[] own = base.weights().tensor(path + ".weight").toFloats();
        int width = base.weights().tensor(path + ".weight").dim(0);
        Map<String, Tensor> tensors =
                Map.of(path + ".lora_A.weight", numbers(2, width), path + ".lora_B.weight", numbers(width, 2));
        float[] merged = adapter(tensors)
                .merged(base.config(), base.weights())
                .weights()
                .tensor(path + ".weight")
                .toFloats();
        for (int in = 0; in < width; in++) {
            for (int out = 0; out < width; out++) {
                double update = 3.0 * ((2 * out + 1) * (in + 1) + (2 * out + 2) * (width + in + 1));
                assertEquals(own[in * width + out] + update, merged[in * width + out], 0.01);
            }
        }
    }

    @Test
    void tokensThatWereAddedCount() throws IOException {
        ModelSource base = ModelSource.open(TestData.path("golden/llama-mha"));
        int rows = base.weights().tensor(TABLE).dim(0) + 4;
        int width = base.weights().tensor(TABLE).dim(1);
        Map<String, Tensor> tensors =
                Map.of("model.embed_tokens.weight", numbers(rows, width), "lm_head.weight", numbers(rows, width));
        AdaptedWeights larger = adapter(tensors).replaced(base.config(), base.weights());
        assertEquals(rows, larger.config().get("vocab_size").asInt());
        CpuBackend cpu = new CpuBackend(CpuOptions.fastest().withThreads(1));
        assertEquals(rows, Models.decoder(base.with(larger), cpu, Adapters.NONE).vocabulary());
    }

    /** transformers 5.24 calls layers of models that see otherwise than their checkpoints do. */
    @ParameterizedTest
    @CsvSource({
        "model.language_model.layers.0.self_attn.q_proj, language_model.model.layers.0.self_attn.q_proj",
        "model.vision_tower.encoder.layers.0.self_attn.q_proj, vision_tower.vision_model.encoder.layers.0.self_attn.q_proj",
        "model.multi_modal_projector.linear_1, multi_modal_projector.linear_1",
        "lm_head, language_model.lm_head",
        "model.layers.0.self_attn.q_proj, model.layers.0.self_attn.q_proj"
    })
    void layersOfModelsThatSeeAreFound(String inModel, String stored) throws IOException {
        Path file = folder.resolve("base.safetensors");
        SafetensorsWriter.write(
                file, new LinkedHashMap<>(Map.of(stored + ".weight", TensorEntry.of(numbers(3, 3)))), Map.of());
        ModelSource any = ModelSource.open(TestData.path("golden/llama-mha"));
        Map<String, Tensor> tensors =
                Map.of(inModel + ".lora_A.weight", numbers(2, 3), inModel + ".lora_B.weight", numbers(3, 2));
        AdaptedWeights merged = adapter(tensors).merged(any.config(), SafetensorsFile.open(file));
        assertEquals(
                1 + 3 * (1 + 2 * 4), merged.weights().tensor(stored + ".weight").toFloats()[0], 1e-4f);
    }
}
