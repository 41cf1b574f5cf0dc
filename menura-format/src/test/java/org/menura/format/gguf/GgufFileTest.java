package org.menura.format.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.FormatException;
import org.menura.format.MappedFile;
import org.menura.format.TensorEntry;
import org.menura.format.Testdata;
import org.menura.format.json.Json;
import org.menura.format.safetensors.SafetensorsFile;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.DType;

class GgufFileTest {
    private static final String QUERY = "blk.0.attn_q.weight";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "F32",
                "F16",
                "BF16",
                "Q4_0",
                "Q4_1",
                "Q5_0",
                "Q5_1",
                "Q8_0",
                "Q2_K",
                "Q3_K",
                "Q4_K",
                "Q5_K",
                "Q6_K",
                "IQ4_NL",
                "IQ4_XS",
                "MXFP4_MOE",
                "NVFP4",
                "NVFP4_MOE"
            })
    void readsEveryType(String type) {
        GgufFile file = GgufFile.open(Testdata.path("gguf/" + type + ".gguf"));
        assertEquals(Shape.of(256, 256), file.shape(QUERY));
        float[] expected = SafetensorsFile.open(Testdata.path("gguf/" + type + ".safetensors"))
                .tensor(QUERY)
                .toFloats();
        assertArrayEquals(expected, file.tensor(QUERY).toFloats());

        Set<String> types = new TreeSet<>();
        Json.parse(Testdata.path("gguf/" + type + ".json")).path("tensor_types").forEach(t -> types.add(t.asText()));
        assertEquals(
                types,
                file.names().stream().map(n -> file.dtype(n).name()).collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void readsMetadataInTheOrderOfTheFile() {
        GgufFile file = GgufFile.open(Testdata.path("gguf/Q4_K.gguf"));
        assertEquals("general.architecture", file.metadata().keySet().iterator().next());
        assertEquals("llama", file.text("general.architecture"));
        assertEquals(256, file.integer("llama.embedding_length"));
        assertEquals(256, file.number("llama.embedding_length"));
        assertEquals(Shape.of(512, 256), file.shape("token_embd.weight"));
        assertTrue(file.metadata().get("tokenizer.ggml.tokens") instanceof GgufStrings tokens && tokens.size() == 512);
        assertTrue(file.metadata().get("tokenizer.ggml.scores") instanceof double[]);
        assertTrue(file.metadata().get("tokenizer.ggml.token_type") instanceof long[]);
    }

    @Test
    void saysWhatMetadataLacks() {
        GgufFile file = GgufFile.open(Testdata.path("gguf/F32.gguf"));
        assertFalse(file.hasKey("llama.expert_count"));
        assertMessage("lacks the metadata key llama.expert_count", () -> file.integer("llama.expert_count"));
        assertMessage("general.architecture must hold an integer", () -> file.integer("general.architecture"));
        assertMessage("general.architecture must hold a number", () -> file.number("general.architecture"));
        assertMessage("llama.block_count must hold a text", () -> file.text("llama.block_count"));
        assertMessage("llama.block_count must hold true or false", () -> file.flag("llama.block_count"));
    }

    @Test
    void readsTheSecondVersion() throws IOException {
        byte[] bytes = Files.readAllBytes(write("model.gguf", Map.of(), "a"));
        bytes[4] = 2;
        Path old = Files.write(folder.resolve("old.gguf"), bytes);
        assertArrayEquals(new float[] {1, 2}, GgufFile.open(old).tensor("a").toFloats());
    }

    @Test
    void readsAllPartsOfASplitFile() throws IOException {
        Path first = part(1, 2, "a");
        part(2, 2, "b");
        GgufFile file = GgufFile.open(first);
        assertEquals(Set.of("a", "b"), file.names());
        assertArrayEquals(new float[] {1, 2}, file.tensor("b").toFloats());
        assertEquals("llama", file.text("general.architecture"));
    }

    @Test
    void refusesPartsThatDoNotMakeAWhole() throws IOException {
        Path first = part(1, 2, "a");
        assertMessage("model-00002-of-00002.gguf is missing", () -> GgufFile.open(first));
        Path second = part(2, 2, "a");
        assertMessage("two tensors with the name a", () -> GgufFile.open(first));
        assertMessage("name the first one", () -> GgufFile.open(second));
        write("model-00002-of-00002.gguf", split(1, 3), "b");
        assertMessage("says that it is part 2 of 3", () -> GgufFile.open(first));
        Path renamed = Files.copy(first, folder.resolve("renamed.gguf"));
        assertMessage("whose names must end in -00001-of-00002.gguf", () -> GgufFile.open(renamed));
    }

    private Path part(int number, int count, String tensor) throws IOException {
        return write("model-%05d-of-%05d.gguf".formatted(number, count), split(number - 1, count), tensor);
    }

    private static Map<String, Object> split(int index, int count) {
        return Map.of(
                "split.no", new GgufValue(GgufValueType.UINT16, (long) index),
                "split.count", new GgufValue(GgufValueType.UINT16, (long) count));
    }

    private Path write(String name, Map<String, Object> more, String tensor) throws IOException {
        Map<String, Object> metadata = new LinkedHashMap<>(more);
        metadata.put("general.architecture", "llama");
        SequencedMap<String, TensorEntry> tensors = new LinkedHashMap<>();
        tensors.put(tensor, TensorEntry.of(Tensor.of(new float[] {1, 2}, 2)));
        Path file = folder.resolve(name);
        GgufWriter.write(file, metadata, tensors, GgufWriter.Progress.NONE);
        assertEquals(DType.F32, GgufFile.of(MappedFile.map(file), name).dtype(tensor));
        return file;
    }

    private static void assertMessage(String part, Runnable action) {
        FormatException e = assertThrows(FormatException.class, action::run);
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }
}
