package org.menura.model.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.format.gguf.GgufFile;
import org.menura.format.gguf.GgufWriter;
import org.menura.format.hf.LoraPair;
import org.menura.format.hf.PeftAdapter;
import org.menura.format.json.Json;
import org.menura.model.Config;
import org.menura.model.TestData;
import org.menura.tensor.Tensor;

/**
 * Adapters of peft 0.21 over untaught models, and what llama.cpp's convert_lora_to_gguf.py (build 11434) made of them: rows of
 * Llama's queries and keys in another order, the table of tokens the other way round, fused projections.
 */
class GgufAdapterTest {
    @TempDir
    private Path folder;

    private static Path data(String model) {
        return TestData.path("gguf-adapters/" + model);
    }

    private static Config config(String model) {
        Path file = data(model).resolve("config.json");
        return new Config(Json.parse(file), file.toString());
    }

    private static GgufFile file(String model) {
        return GgufFile.open(data(model).resolve("adapter.gguf"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama-embed", "phi3", "falcon"})
    void updatesAreThoseThatPeftSaved(String model) {
        SequencedMap<String, LoraPair> expected = PeftAdapter.open(data(model)).pairs();
        PeftAdapter read = GgufAdapter.read(file(model), config(model));
        assertEquals(expected.keySet(), Set.copyOf(read.pairs().keySet()));
        expected.forEach((path, pair) -> {
            LoraPair own = read.pairs().get(path);
            assertEquals(pair.scale(), own.scale(), path);
            assertEquals(pair.isEmbedding(), own.isEmbedding(), path);
            assertEquals(pair.a().shape(), own.a().shape(), path);
            assertEquals(pair.b().shape(), own.b().shape(), path);
            assertArrayEquals(
                    pair.a().tensor().get().toFloats(), own.a().tensor().get().toFloats(), path);
            assertArrayEquals(
                    pair.b().tensor().get().toFloats(), own.b().tensor().get().toFloats(), path);
        });
        assertEquals(2, read.rank());
        assertEquals(6, read.alpha());
    }

    @Test
    void withoutTheModelItsLayersHaveTheNamesOfTheFile() {
        assertTrue(GgufAdapter.stored(file("llama")).pairs().containsKey("blk.1.attn_output"));
    }

    private GgufFile written(Map<String, Object> metadata, Map<String, Tensor> tensors) throws IOException {
        Path out = folder.resolve("adapter.gguf");
        SequencedMap<String, TensorEntry> entries = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> entries.put(name, TensorEntry.of(tensor)));
        GgufWriter.write(out, metadata, entries, GgufWriter.Progress.NONE);
        return GgufFile.open(out);
    }

    private static Map<String, Object> lora(String architecture) {
        return new LinkedHashMap<>(
                Map.of("general.architecture", architecture, "general.type", "adapter", "adapter.type", "lora"));
    }

    private static Tensor counted(long... sizes) {
        Tensor out = Tensor.zeros(sizes);
        for (int i = 0; i < out.floats().length; i++) {
            out.floats()[i] = i;
        }
        return out;
    }

    private static Config mixtral() {
        return new Config(
                Json.parse(
                        "{\"model_type\": \"mixtral\", \"hidden_size\": 8, \"intermediate_size\": 6, \"num_hidden_layers\": 1,"
                                + " \"num_attention_heads\": 2, \"num_key_value_heads\": 2, \"num_local_experts\": 3}",
                        "test"),
                "test");
    }

    @Test
    void updatesOfExpertsAreStacked() throws IOException {
        GgufFile file = written(
                lora("llama"),
                Map.of(
                        "blk.0.ffn_up_exps.weight.lora_a", counted(3, 2, 8),
                        "blk.0.ffn_up_exps.weight.lora_b", counted(3, 6, 2),
                        "blk.0.attn_norm.weight", counted(8)));
        PeftAdapter adapter = GgufAdapter.read(file, mixtral());
        assertEquals(3, adapter.pairs().size());
        LoraPair last = adapter.pairs().get("model.layers.0.block_sparse_moe.experts.2.w3");
        assertEquals(1, last.scale()); // no alpha: as it is
        assertEquals(32, last.a().tensor().get().toFloats()[0]);
        assertEquals(24, last.b().tensor().get().toFloats()[0]);
    }

    private String refused(Map<String, Object> metadata, Map<String, Tensor> tensors) throws IOException {
        GgufFile file = written(metadata, tensors);
        return assertThrows(FormatException.class, () -> {
                    for (LoraPair pair :
                            GgufAdapter.read(file, mixtral()).pairs().values()) {
                        var _ = pair.b().tensor().get();
                    }
                })
                .getMessage();
    }

    @Test
    void whatDoesNotFitIsRefusedInASentence() throws IOException {
        String a = "blk.0.attn_q.weight.lora_a";
        String b = "blk.0.attn_q.weight.lora_b";
        Map<String, Tensor> good = Map.of(a, counted(2, 8), b, counted(8, 2));
        assertTrue(refused(lora("qwen2"), good).contains("is an adapter of the architecture qwen2"));
        assertTrue(refused(lora("llama"), Map.of(a, counted(2, 8))).contains("no half of an update"));
        assertTrue(refused(lora("llama"), Map.of(a, counted(3, 8), b, counted(8, 2)))
                .contains("do not fit each other"));
        assertTrue(refused(
                        lora("llama"),
                        Map.of(
                                "blk.7.attn_q.weight.lora_a",
                                counted(2, 8),
                                "blk.7.attn_q.weight.lora_b",
                                counted(8, 2)))
                .contains("which the model does not have"));
        assertTrue(refused(
                        lora("llama"),
                        Map.of(
                                "blk.0.ffn_up_exps.weight.lora_a",
                                counted(2, 2, 8),
                                "blk.0.ffn_up_exps.weight.lora_b",
                                counted(2, 6, 2)))
                .contains("no stack of 3"));
        assertTrue(refused(lora("llama"), Map.of()).contains("holds no tensors of an adapter"));
        Map<String, Object> model = lora("llama");
        model.put("general.type", "model");
        assertTrue(refused(model, good).contains("holds no adapter"));
        Map<String, Object> vector = lora("llama");
        vector.put("adapter.type", "control_vector");
        assertTrue(refused(vector, good).contains("not lora"));
        assertTrue(assertThrows(FormatException.class, () -> GgufModels.translate(file("llama")))
                .getMessage()
                .contains("holds an adapter"));
    }

    @Test
    void damagedFilesEndInASentence() throws IOException {
        byte[] whole = Files.readAllBytes(data("llama").resolve("adapter.gguf"));
        Random random = new Random(1);
        for (int i = 0; i < 300; i++) {
            byte[] bad = whole.clone();
            for (int j = 0; j < 3; j++) {
                bad[random.nextInt(900)] ^= (byte) (1 << random.nextInt(8));
            }
            Path file = Files.write(folder.resolve("bad-" + i + ".gguf"), bad);
            assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
                try {
                    for (LoraPair pair : GgufAdapter.read(GgufFile.open(file), config("llama"))
                            .pairs()
                            .values()) {
                        var _ = pair.a().tensor().get();
                        var _ = pair.b().tensor().get();
                    }
                } catch (FormatException _) {
                    // told in a sentence
                }
            });
        }
    }
}
