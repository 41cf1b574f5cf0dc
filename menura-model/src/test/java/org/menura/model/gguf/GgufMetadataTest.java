package org.menura.model.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.format.gguf.FileType;
import org.menura.format.gguf.GgufFile;
import org.menura.format.gguf.GgufWriter;
import org.menura.model.gguf.GgufTests.Model;
import org.menura.tensor.Tensor;

/** Metadata that files of other programs have and those written here do not. */
class GgufMetadataTest {
    @TempDir
    private Path folder;

    private GgufFile with(Model model, Map<String, Object> more) throws IOException {
        GgufFile plain = model.write(folder.resolve("plain.gguf"), FileType.F32);
        Map<String, Object> metadata = new LinkedHashMap<>(plain.metadata());
        metadata.putAll(more);
        Path file = folder.resolve("more.gguf");
        GgufWriter.write(file, metadata, entries(plain), GgufWriter.Progress.NONE);
        return GgufFile.open(file);
    }

    private static SequencedMap<String, TensorEntry> entries(GgufFile file) {
        SequencedMap<String, TensorEntry> tensors = new LinkedHashMap<>();
        for (String name : file.names()) {
            tensors.put(name, new TensorEntry(file.dtype(name), file.shape(name), () -> file.tensor(name)));
        }
        return tensors;
    }

    private String refused(String model, Map<String, Object> more) throws IOException {
        GgufFile file = with(GgufTests.golden(model), more);
        return String.valueOf(assertThrows(FormatException.class, () -> GgufTests.running(file))
                .getMessage());
    }

    @Test
    void sizesOfEachBlockMayBeListedIfTheyAreAlike() throws IOException {
        Model model = GgufTests.golden("llama-gqa");
        int blocks = model.config().get("num_hidden_layers").intValue();
        long[] heads = new long[blocks];
        Arrays.fill(heads, model.config().get("num_attention_heads").longValue());
        assertArrayEquals(
                model.output(),
                GgufTests.running(with(model, Map.of("llama.attention.head_count", heads)))
                        .output(),
                1e-5f);
        heads[0]++;
        String message = refused("llama-gqa", Map.of("llama.attention.head_count", heads));
        assertTrue(message.contains("llama.attention.head_count = [") && message.contains("differ"), message);
    }

    /** Turned queries and keys are multiplied by it, which is as if their projections were. */
    @Test
    void theAttentionFactorCountsWithEveryKindOfScaling() throws IOException {
        for (String name : new String[] {"llama-gqa", "llama-rope-linear", "llama-rope-llama3"}) {
            Model model = GgufTests.golden(name);
            SequencedMap<String, TensorEntry> scaled = new LinkedHashMap<>();
            for (String tensor : model.weights().names()) {
                Tensor t = model.weights().tensor(tensor);
                if (tensor.contains("q_proj") || tensor.contains("k_proj")) {
                    float[] values = t.toFloats();
                    for (int i = 0; i < values.length; i++) {
                        values[i] *= 0.8f;
                    }
                    t = Tensor.of(values, 0, t.shape());
                }
                scaled.put(tensor, TensorEntry.of(t));
            }
            assertEquals(
                    0,
                    GgufTests.difference(
                            new Model(model.config(), GgufTests.table(scaled)).output(),
                            GgufTests.running(with(model, Map.of("llama.rope.scaling.attn_factor", 0.8)))
                                    .output()),
                    1e-5,
                    name);
        }
    }

    /** As llama.cpp's converter says of every config with {@code is_causal} false. */
    @Test
    void decodersMayLookAhead() throws IOException {
        Model model = GgufTests.golden("llama-both-ways");
        GgufFile file = model.write(folder.resolve("both-ways.gguf"), FileType.F32);
        assertEquals(false, file.metadata().get("llama.attention.causal"));
        Model forward = model.with(c -> c.remove("is_causal"));
        assertArrayEquals(
                model.output(),
                GgufTests.running(with(forward, Map.of("llama.attention.causal", false)))
                        .output(),
                1e-5f);
    }

    /** Its own architecture in llama.cpp, whose layers behind pooling are not the model's. */
    @Test
    void embeddingGemmaReadsInBothDirections() throws IOException {
        Model model = GgufTests.golden("gemma3-both-ways")
                .with(c -> c.put("query_pre_attn_scalar", c.get("head_dim").intValue())
                        .put("sliding_window", 6));
        GgufFile forward =
                model.with(c -> c.remove("use_bidirectional_attention")).write(folder.resolve("f.gguf"), FileType.F32);
        Map<String, Object> metadata = new LinkedHashMap<>();
        forward.metadata().forEach((key, value) -> metadata.put(key.replace("gemma3.", "gemma-embedding."), value));
        metadata.put("general.architecture", "gemma-embedding");
        SequencedMap<String, TensorEntry> tensors = entries(forward);
        tensors.put("dense_2.weight", TensorEntry.of(Tensor.of(new float[64], 2, 32)));
        Path file = folder.resolve("embedding.gguf");
        GgufWriter.write(file, metadata, tensors, GgufWriter.Progress.NONE);
        assertArrayEquals(model.output(), GgufTests.running(GgufFile.open(file)).output(), 1e-5f);
    }

    /** llama.cpp reads it of none of the architectures that are known here. */
    @Test
    void yarnsOwnAttentionFactorIsPassedOver() throws IOException {
        Model model = GgufTests.golden("llama-rope-yarn");
        assertArrayEquals(
                model.output(),
                GgufTests.running(with(model, Map.of("llama.rope.scaling.yarn_attn_factor", 0.5)))
                        .output(),
                1e-5f);
    }

    @Test
    void whatWouldChangeTheResultIsRefused() throws IOException {
        GgufFile ahead = with(GgufTests.golden("gpt2"), Map.of("gpt2.attention.causal", false));
        String causal = String.valueOf(assertThrows(
                        FormatException.class, () -> GgufTests.running(ahead).output())
                .getMessage());
        assertTrue(causal.contains("is_causal = false"), causal);
        String base = refused("gemma2", Map.of("gemma2.rope.freq_base_swa", 100.0));
        assertTrue(base.contains("gemma2.rope.freq_base_swa = 100"), base);
    }
}
