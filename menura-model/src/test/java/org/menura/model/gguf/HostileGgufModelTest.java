package org.menura.model.gguf;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.format.gguf.FileType;
import org.menura.format.gguf.GgufFile;
import org.menura.format.gguf.GgufWriter;
import org.menura.tensor.Tensor;

/** Metadata and tensors that do not fit each other end in a sentence, at once. */
@Tag("slow")
class HostileGgufModelTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private GgufFile good(String model) {
        return GgufTests.golden(model).write(folder.resolve("good.gguf"), FileType.F32);
    }

    private GgufFile rewritten(Map<String, Object> metadata, SequencedMap<String, TensorEntry> tensors)
            throws IOException {
        Path bad = folder.resolve("bad.gguf");
        GgufWriter.write(bad, metadata, tensors, GgufWriter.Progress.NONE);
        return GgufFile.open(bad);
    }

    private static SequencedMap<String, TensorEntry> tensors(GgufFile file) {
        SequencedMap<String, TensorEntry> out = new LinkedHashMap<>();
        for (String n : file.names()) {
            out.put(n, new TensorEntry(file.dtype(n), file.shape(n), () -> file.tensor(n)));
        }
        return out;
    }

    /** Loading fails with one sentence, in either form. */
    private static String refused(GgufFile file) {
        FormatException running = assertTimeoutPreemptively(
                SOON,
                () -> assertThrows(
                        FormatException.class, () -> GgufTests.running(file).output()));
        assertTimeoutPreemptively(
                SOON,
                () -> assertThrows(FormatException.class, () -> {
                    GgufTests.Model model = GgufTests.huggingFace(file);
                    model.weights().names().forEach(model.weights()::tensor);
                    model.output();
                }));
        return running.getMessage();
    }

    @ParameterizedTest
    @CsvSource({
        "llama-gqa, llama.block_count, 1073741824",
        "llama-gqa, llama.block_count, 3",
        "llama-gqa, llama.block_count, 1",
        "llama-gqa, llama.block_count, -1",
        "llama-gqa, llama.attention.head_count, 0",
        "llama-gqa, llama.attention.head_count, 1073741824",
        "llama-gqa, llama.attention.head_count_kv, 3",
        "llama-gqa, llama.embedding_length, 1073741824",
        "llama-gqa, llama.embedding_length, 0",
        "llama-gqa, llama.feed_forward_length, 7",
        "llama-headdim, llama.attention.key_length, 7",
        "llama-headdim, llama.attention.value_length, 8",
        "llama-rope-llama3, llama.rope.dimension_count, 1073741824",
        "mixtral-4e, llama.expert_count, 1073741824",
        "mixtral-4e, llama.expert_count, 5",
        "mixtral-4e, llama.expert_used_count, 9",
        "qwen3-moe, qwen3moe.expert_feed_forward_length, 1000000",
        "gpt-neox, gptneox.rope.dimension_count, 1000",
        "gpt-neox, gptneox.attention.head_count, 5",
        "bloom, bloom.attention.head_count, 1073741824",
        "falcon-40b-style, falcon.attention.head_count_kv, 0",
        "gemma3-text, gemma3.attention.key_length, 1073741824",
        "mamba, mamba.ssm.inner_size, 33",
        "mamba, mamba.ssm.conv_kernel, 1073741824",
        "mamba, mamba.ssm.state_size, 1073741824",
        "mamba2, mamba2.ssm.time_step_rank, 0",
        "mamba2, mamba2.ssm.group_count, 1073741824",
        "rwkv6-pth, rwkv6.wkv.head_size, 0",
        "rwkv6-pth, rwkv6.time_mix_extra_dim, 1073741824",
        "rwkv7-pth, rwkv7.wkv.head_size, 7",
        "rwkv7-pth, rwkv7.attention.decay_lora_rank, 1073741824",
        "bert-model, bert.attention.head_count, 5",
        "bert-model, bert.context_length, 1000"
    })
    void wrongSizes(String model, String key, long value) throws IOException {
        GgufFile file = good(model);
        Map<String, Object> metadata = new LinkedHashMap<>(file.metadata());
        metadata.put(key, value);
        refused(rewritten(metadata, tensors(file)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama-gqa", "mamba", "rwkv7-pth", "gpt2", "gemma2", "bert-model"})
    void missingKeys(String model) throws IOException {
        GgufFile file = good(model);
        String architecture = file.text("general.architecture") + ".";
        for (String key : List.of("embedding_length", "block_count", "feed_forward_length")) {
            Map<String, Object> metadata = new LinkedHashMap<>(file.metadata());
            if (metadata.remove(architecture + key) == null || model.equals("mamba") && key.startsWith("feed")) {
                continue;
            }
            String message = refused(rewritten(metadata, tensors(file)));
            assertTrue(message.contains(architecture + key), message);
        }
    }

    @Test
    void keysOfTheWrongType() throws IOException {
        GgufFile file = good("gemma2");
        for (String key : List.of("block_count", "attention.head_count", "attn_logit_softcapping")) {
            Map<String, Object> metadata = new LinkedHashMap<>(file.metadata());
            metadata.put("gemma2." + key, "many");
            refused(rewritten(metadata, tensors(file)));
        }
        for (Object pattern : new Object[] {new boolean[0], new long[0], "none", 0L, 1L}) {
            Map<String, Object> metadata = new LinkedHashMap<>(file.metadata());
            metadata.put("gemma2.attention.sliding_window_pattern", pattern);
            // Whatever it means, it is answered.
            assertTimeoutPreemptively(
                    SOON,
                    () -> GgufTests.running(rewritten(metadata, tensors(file))).output());
        }
    }

    @Test
    void missingAndUnknownTensors() throws IOException {
        GgufFile file = good("llama-gqa");
        SequencedMap<String, TensorEntry> fewer = tensors(file);
        fewer.remove("blk.1.attn_k.weight");
        assertTrue(refused(rewritten(file.metadata(), fewer)).contains("blk.1.attn_k.weight"));
        SequencedMap<String, TensorEntry> more = tensors(file);
        more.put("blk.0.attn_sinks.weight", TensorEntry.of(Tensor.zeros(4)));
        assertTrue(refused(rewritten(file.metadata(), more)).contains("blk.0.attn_sinks.weight"));
        SequencedMap<String, TensorEntry> headless = tensors(file);
        headless.remove("token_embd.weight");
        assertTrue(refused(rewritten(file.metadata(), headless)).contains("token_embd.weight"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama-gqa", "gpt-neox", "mixtral-4e", "mamba2", "rwkv6-pth", "rwkv7-pth", "phi3-longrope"})
    void tensorsOfOtherShapes(String model) throws IOException {
        GgufFile file = good(model);
        Random random = new Random(7);
        List<String> names = new ArrayList<>(file.names());
        // What nothing reads may be as it likes.
        names.removeIf(n -> n.startsWith("blk.0.time_mix_v") && !n.endsWith("value.weight"));
        for (int i = 0; i < 40; i++) {
            String name = names.get(random.nextInt(names.size()));
            long[] sizes = file.shape(name).toArray();
            if (sizes.length > 0 && random.nextBoolean()) {
                sizes[random.nextInt(sizes.length)] += 1 + random.nextInt(2);
            } else {
                sizes = new long[] {random.nextInt(3), 1 + random.nextInt(40)};
            }
            SequencedMap<String, TensorEntry> changed = tensors(file);
            changed.put(name, TensorEntry.of(Tensor.zeros(sizes)));
            refused(rewritten(file.metadata(), changed));
        }
    }

    @Test
    void unknownArchitecture() throws IOException {
        GgufFile file = good("llama-gqa");
        Map<String, Object> metadata = new LinkedHashMap<>(file.metadata());
        metadata.put("general.architecture", "lama");
        String message = refused(rewritten(metadata, tensors(file)));
        assertTrue(message.contains("\"lama\"") && message.contains("llama"), message);
    }
}
