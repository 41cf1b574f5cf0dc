package org.menura.format.safetensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.Checkpoint;
import org.menura.format.TensorEntry;
import org.menura.format.Testdata;
import org.menura.format.hf.HfFolder;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.DType;

class SafetensorsWriterTest {
    @TempDir
    private Path folder;

    @Test
    void copiesAreTheSameByteForByte() throws IOException {
        for (String name : List.of("golden/llama-gqa", "golden/llama-bf16", "golden/mamba2", "golden/bert-qa")) {
            Path original = Testdata.path(name + "/model.safetensors");
            Path copy = folder.resolve("copy.safetensors");

            SafetensorsWriter.write(copy, entries(SafetensorsFile.open(original)), SafetensorsWriter.PYTORCH);

            assertArrayEquals(Files.readAllBytes(original), Files.readAllBytes(copy), name);
        }
    }

    @Test
    void arraysAndSegmentsAreWritten() throws IOException {
        float[] values = new float[600_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = i * 0.5f;
        }
        Map<String, TensorEntry> tensors = Map.of(
                "part", TensorEntry.of(Tensor.of(values, 7, Shape.of(3, 100_000))),
                "bytes", TensorEntry.of(Tensor.of(MemorySegment.ofArray(new byte[] {1, 2, 3}), DType.U8, Shape.of(3))),
                "scalar", TensorEntry.of(Tensor.of(new float[] {4})),
                "ö\"\n", TensorEntry.of(Tensor.zeros(0, 5)));
        Path file = folder.resolve("a.safetensors");

        SafetensorsWriter.write(file, tensors, Map.of());
        SafetensorsFile read = SafetensorsFile.open(file);

        assertEquals(tensors.keySet(), read.names());
        assertEquals(Map.of(), read.metadata());
        assertEquals(0, read.tensor("part").segment().address() % 4);
        assertEquals(
                (7 + 299_999) * 0.5f,
                read.tensor("part").segment().get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4 * 299_999L));
        assertEquals(Shape.of(), read.shape("scalar"));
        assertEquals(Shape.of(0, 5), read.shape("ö\"\n"));
        assertArrayEquals(new long[] {1, 2, 3}, read.tensor("bytes").toLongs());
    }

    @Test
    void failedWritesLeaveTheOldFile() throws IOException {
        Path file = Files.writeString(folder.resolve("a.safetensors"), "old");
        TensorEntry broken = new TensorEntry(DType.F32, Shape.of(1), () -> {
            throw new UncheckedIOException(new IOException("disk is gone"));
        });

        assertThrows(UncheckedIOException.class, () -> SafetensorsWriter.write(file, Map.of("a", broken), Map.of()));

        assertEquals("old", Files.readString(file));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void quantizedTensorsAreRefused() {
        TensorEntry quantized =
                TensorEntry.of(Tensor.of(MemorySegment.ofArray(new byte[34]), DType.Q8_0, Shape.of(32)));

        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> SafetensorsWriter.write(folder.resolve("a"), Map.of("w", quantized), Map.of()));

        assertTrue(e.getMessage().contains("Q8_0"));
    }

    @Test
    void shardsAreFoundThroughTheirIndex() throws IOException {
        SafetensorsFile original = SafetensorsFile.open(Testdata.path("golden/llama-gqa/model.safetensors"));

        List<Path> files = ShardedSafetensors.write(folder, entries(original), 20_000);

        assertTrue(files.size() > 2, files.toString());
        assertEquals(
                "model-00001-of-%05d.safetensors".formatted(files.size()),
                files.getFirst().getFileName().toString());
        assertFalse(Files.exists(folder.resolve("model.safetensors")));
        assertSameTensors(original, HfFolder.open(folder).weights());

        assertEquals(
                List.of(folder.resolve("model.safetensors")),
                ShardedSafetensors.write(folder, entries(original), 1L << 40));
        assertSameTensors(original, HfFolder.open(folder).weights());
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(
                    List.of("model.safetensors"),
                    left.map(f -> f.getFileName().toString()).toList());
        }
    }

    private static SequencedMap<String, TensorEntry> entries(Checkpoint checkpoint) {
        SequencedMap<String, TensorEntry> entries = new LinkedHashMap<>();
        for (String name : checkpoint.names()) {
            entries.put(name, TensorEntry.of(checkpoint.tensor(name)));
        }
        return entries;
    }

    private static void assertSameTensors(Checkpoint expected, Checkpoint actual) {
        assertEquals(expected.names(), actual.names());
        for (String name : expected.names()) {
            assertEquals(expected.shape(name), actual.shape(name));
            assertEquals(
                    -1,
                    expected.tensor(name).segment().mismatch(actual.tensor(name).segment()),
                    name);
        }
    }
}
