package org.menura.format.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.menura.format.FormatException;

/** Which files of a repository are meant: by {@link ModelFiles} without a name, by {@link NamedFiles} with one. */
class FileChoiceTest {
    private static final String SHARD = "model-0000%d-of-00002.safetensors";

    private static Set<String> all(String... paths) {
        return Set.copyOf(ModelFiles.choose(List.of(paths), "org/name"));
    }

    private static List<String> named(String name, String... paths) {
        return NamedFiles.choose(List.of(paths), name);
    }

    @Test
    void safetensorsArePreferredAndOtherFrameworksLeftOut() {
        assertEquals(
                Set.of(
                        "config.json",
                        "tokenizer.model",
                        "merges.txt",
                        "chat_template.jinja",
                        "LICENSE",
                        "model.safetensors",
                        "additional_chat_templates/rag.jinja"),
                all(
                        ".gitattributes",
                        "README.md",
                        "LICENSE",
                        "config.json",
                        "tokenizer.model",
                        "merges.txt",
                        "chat_template.jinja",
                        "additional_chat_templates/rag.jinja",
                        "model.safetensors",
                        "pytorch_model.bin",
                        "tf_model.h5",
                        "flax_model.msgpack",
                        "rust_model.ot",
                        "onnx/model.onnx",
                        "onnx/config.json",
                        "original/consolidated.00.pth",
                        "original/params.json",
                        "pytorch_model.bin.index.json",
                        "training_args.bin",
                        "trainer_state.json",
                        "model.fp16.safetensors"));
    }

    @Test
    void shardsComeWithTheirIndexAndWithoutASecondCopy() {
        assertEquals(
                Set.of(SHARD.formatted(1), SHARD.formatted(2), "model.safetensors.index.json"),
                all(
                        SHARD.formatted(1),
                        SHARD.formatted(2),
                        "model.safetensors.index.json",
                        "consolidated.safetensors",
                        "pytorch_model-00001-of-00001.bin",
                        "pytorch_model.bin.index.json"));
    }

    @Test
    void anIncompleteSetOfShardsIsRefused() {
        assertThrows(FormatException.class, () -> all(SHARD.formatted(1), "model.safetensors.index.json"));
    }

    @Test
    void pytorchFilesDoWhereThereIsNothingBetter() {
        assertEquals(
                Set.of("config.json", "pytorch_model.bin"), all("config.json", "pytorch_model.bin", "optimizer.pt"));
        assertEquals(Set.of("rwkv.pth"), all("rwkv.pth", "README.md"));
    }

    @Test
    void anAdapterIsAModelToo() {
        assertEquals(
                Set.of("adapter_config.json", "adapter_model.safetensors"),
                all("adapter_config.json", "adapter_model.bin", "adapter_model.safetensors"));
    }

    @Test
    void severalModelsAskForAName() {
        FormatException e = assertThrows(FormatException.class, () -> all("a.pth", "b.pth"));
        assertTrue(e.getMessage().contains("a.pth") && e.getMessage().contains("org/name:"), e.getMessage());
        assertThrows(FormatException.class, () -> all("m-Q8_0.gguf", "m-Q2_K.gguf"));
    }

    @Test
    void ofQuantizationsTheUsualOneComes() {
        assertEquals(Set.of("m-Q4_K_M.gguf"), all("m-Q4_K_M.gguf", "m-Q8_0.gguf", "mmproj-F16.gguf", "config.json"));
        assertEquals(Set.of("m.gguf"), all("m.gguf", "mmproj-m.gguf"));
    }

    @Test
    void noWeightsIsSaid() {
        FormatException e = assertThrows(FormatException.class, () -> all("README.md", "tf_model.h5"));
        assertTrue(e.getMessage().contains("tf_model.h5"), e.getMessage());
    }

    @Test
    void aPathIsExact() {
        assertEquals(List.of("a/x.gguf"), named("a/x.gguf", "a/x.gguf", "x.gguf"));
        assertEquals(List.of("a+b(1).json"), named("a+b(1).json", "a+b(1).json", "aab1.json"));
    }

    @Test
    void aPatternMatchesPathsAndNames() {
        assertEquals(List.of("d/m-Q4_K_M.gguf"), named("*Q4_K_M.gguf", "d/m-Q4_K_M.gguf", "d/m-Q4_K_S.gguf"));
        assertEquals(List.of("d/a.json", "d/b.json"), named("d/?.json", "d/a.json", "d/b.json", "e/a.json"));
    }

    @Test
    void aQuantizationIsEnough() {
        assertEquals(List.of("m-Q4_K_M.gguf"), named("q4_k_m", "m-Q4_K_M.gguf", "m-Q4_K_S.gguf"));
    }

    @Test
    void splitFilesComeWhole() {
        String[] parts = {"Q4/m-Q4_K_M-00001-of-00002.gguf", "Q4/m-Q4_K_M-00002-of-00002.gguf", "m-Q8_0.gguf"};
        List<String> both = List.of(parts[0], parts[1]);
        assertEquals(both, named("*Q4_K_M.gguf", parts));
        assertEquals(both, named("Q4_K_M", parts));
        assertEquals(both, named(parts[1], parts));
        assertEquals(both, named("Q4/m-Q4_K_M.gguf", parts));
    }

    @Test
    void shardsByTheirCommonNameComeWithTheirIndex() {
        assertEquals(
                List.of(SHARD.formatted(1), SHARD.formatted(2), "model.safetensors.index.json"),
                named("model.safetensors", SHARD.formatted(1), SHARD.formatted(2), "model.safetensors.index.json"));
    }

    @Test
    void noMatchNamesWhatIsThere() {
        FormatException e = assertThrows(FormatException.class, () -> named("x.gguf", "config.json", "y.gguf"));
        assertTrue(e.getMessage().contains("there are y.gguf, config.json"), e.getMessage());
    }
}
