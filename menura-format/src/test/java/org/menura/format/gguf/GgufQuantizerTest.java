package org.menura.format.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.format.Testdata;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.DType;

@Tag("slow")
class GgufQuantizerTest {
    @TempDir
    Path folder;

    /** Types whose encoding leaves no choice: every byte is that of llama.cpp's file. */
    @ParameterizedTest
    @ValueSource(strings = {"F16", "BF16", "Q4_0", "Q8_0"})
    void writesTheBytesThatLlamaCppWrites(String type) throws IOException {
        GgufFile ours = quantized(FileType.of(type));
        GgufFile theirs = GgufFile.open(Testdata.path("gguf/" + type + ".gguf"));
        for (String name : theirs.names()) {
            // The file was made with one type for all matrices; a mix gives the output more bits.
            if (!name.equals("output.weight")) {
                assertEquals(theirs.dtype(name), ours.dtype(name), name);
                assertEquals(
                        -1,
                        theirs.tensor(name).segment().mismatch(ours.tensor(name).segment()),
                        name);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(FileType.class)
    void keepsTheMetadata(FileType to) throws IOException {
        GgufFile in = GgufFile.open(Testdata.path("gguf/F32.gguf"));
        GgufFile out = quantized(to);
        assertEquals(to.number(), out.integer("general.file_type"));
        assertEquals(2, out.integer("general.quantization_version"));
        in.typedMetadata().forEach((key, value) -> {
            GgufValue written = out.typedMetadata().get(key);
            assertEquals(value.type(), written.type(), key);
            if (!key.startsWith("general.")) {
                assertArrayEquals(new Object[] {value.value()}, new Object[] {written.value()}, key);
            }
        });
        assertEquals(in.names(), out.names());
        in.names().forEach(n -> assertEquals(in.shape(n), out.shape(n)));
    }

    @ParameterizedTest
    @EnumSource(FileType.class)
    void staysNearTheWeights(FileType to) throws IOException {
        GgufFile in = GgufFile.open(Testdata.path("gguf/F32.gguf"));
        GgufFile out = quantized(to);
        for (String name : in.names()) {
            float[] exact = in.tensor(name).toFloats();
            float[] rounded = out.tensor(name).toFloats();
            double square = 0;
            double error = 0;
            for (int i = 0; i < exact.length; i++) {
                square += exact[i] * exact[i];
                error += (exact[i] - rounded[i]) * (exact[i] - rounded[i]);
            }
            assertTrue(Math.sqrt(error / square) < 0.1, name + " " + Math.sqrt(error / square));
        }
    }

    @Test
    void quantizesWhatIsQuantizedAlready() throws IOException {
        GgufFile in = quantized(FileType.Q8_0);
        Path out = folder.resolve("again.gguf");
        GgufQuantizer.quantize(in, out, FileType.Q4_0, GgufWriter.Progress.NONE);
        assertEquals(DType.Q4_0, GgufFile.open(out).dtype("blk.0.attn_q.weight"));
    }

    @Test
    void joinsPartsAndKeepsAnAlignment() throws IOException {
        for (int i = 0; i < 2; i++) {
            Map<String, Object> metadata = new LinkedHashMap<>();
            metadata.put("general.architecture", "llama");
            metadata.put("llama.block_count", 1);
            metadata.put("general.alignment", 64);
            metadata.put("split.no", i);
            metadata.put("split.count", 2);
            SequencedMap<String, TensorEntry> tensors = new LinkedHashMap<>();
            tensors.put("t" + i, TensorEntry.of(Tensor.of(new float[] {i, 1, 2}, 3)));
            GgufWriter.write(part(i), metadata, tensors, GgufWriter.Progress.NONE);
        }
        Path out = folder.resolve("out.gguf");
        GgufQuantizer.quantize(GgufFile.open(part(0)), out, FileType.Q8_0, GgufWriter.Progress.NONE);
        GgufFile whole = GgufFile.open(out);
        assertArrayEquals(new float[] {0, 1, 2}, whole.tensor("t0").toFloats());
        assertArrayEquals(new float[] {1, 1, 2}, whole.tensor("t1").toFloats());
        assertTrue(whole.metadata().keySet().stream().noneMatch(k -> k.startsWith("split.")));
    }

    private Path part(int i) {
        return folder.resolve("in-%05d-of-00002.gguf".formatted(i + 1));
    }

    @Test
    void refusesFilesThatAreNoLanguageModels() throws IOException {
        Path file = folder.resolve("in.gguf");
        GgufWriter.write(file, Map.of("general.architecture", "clip"), new LinkedHashMap<>(), GgufWriter.Progress.NONE);
        GgufFile in = GgufFile.open(file);
        FormatException e = assertThrows(
                FormatException.class,
                () -> GgufQuantizer.quantize(in, folder.resolve("o"), FileType.Q8_0, GgufWriter.Progress.NONE));
        assertTrue(e.getMessage().contains("lacks the metadata key clip.block_count"), e.getMessage());
    }

    private GgufFile quantized(FileType to) throws IOException {
        Path out = folder.resolve(to + ".gguf");
        GgufQuantizer.quantize(GgufFile.open(Testdata.path("gguf/F32.gguf")), out, to, GgufWriter.Progress.NONE);
        return GgufFile.open(out);
    }
}
