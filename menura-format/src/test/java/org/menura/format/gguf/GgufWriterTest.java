package org.menura.format.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.Codecs;
import org.menura.tensor.dtype.DType;

@Tag("slow")
class GgufWriterTest {
    @TempDir
    Path folder;

    @Test
    void keepsValuesAndTheirTypes() throws IOException {
        SequencedMap<String, GgufValue> metadata = new LinkedHashMap<>();
        put(metadata, GgufValueType.UINT8, 255L, new byte[] {0, -1, 127, -128});
        put(metadata, GgufValueType.INT8, -128L, new byte[] {0, -1, 127, -128});
        put(metadata, GgufValueType.UINT16, 65535L, new long[] {0, 65535});
        put(metadata, GgufValueType.INT16, -32768L, new long[] {-32768, 32767});
        put(metadata, GgufValueType.UINT32, 0xffffffffL, new long[] {0, 0xffffffffL});
        put(metadata, GgufValueType.INT32, -5L, new long[] {Integer.MIN_VALUE, Integer.MAX_VALUE});
        put(metadata, GgufValueType.UINT64, Long.MAX_VALUE, new long[] {0, Long.MAX_VALUE});
        put(metadata, GgufValueType.INT64, Long.MIN_VALUE, new long[] {Long.MIN_VALUE, -1});
        put(metadata, GgufValueType.FLOAT32, 0.25, new double[] {-0.0, Double.POSITIVE_INFINITY, 1.5});
        put(metadata, GgufValueType.FLOAT64, 0.1, new double[] {0.1, Double.MIN_VALUE});
        put(metadata, GgufValueType.BOOL, true, new boolean[] {true, false});
        put(metadata, GgufValueType.STRING, "ā🙂", new String[] {"", "line\nend", "\0"});
        metadata.put("none", new GgufValue(GgufValueType.STRING, new String[0]));

        GgufFile read = write(metadata, tensors());
        assertEquals(
                new ArrayList<>(metadata.keySet()),
                new ArrayList<>(read.metadata().keySet()));
        metadata.forEach((key, value) -> assertSame(value, read.typedMetadata().get(key)));

        GgufFile again = write(read.typedMetadata(), tensors());
        metadata.forEach((key, value) -> assertSame(value, again.typedMetadata().get(key)));
    }

    private static void put(Map<String, GgufValue> metadata, GgufValueType type, Object value, Object array) {
        metadata.put(type.name(), new GgufValue(type, value));
        metadata.put(type + "[]", new GgufValue(type, array));
    }

    private static void assertSame(GgufValue expected, GgufValue actual) {
        assertEquals(expected.type(), actual.type());
        assertArrayEquals(new Object[] {expected.value()}, new Object[] {plain(actual.value())});
    }

    private static Object plain(Object value) {
        return value instanceof GgufStrings texts ? texts.toArray(String[]::new) : value;
    }

    @Test
    void givesPlainValuesTheTypesThatToolsExpect() throws IOException {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("int", 7);
        plain.put("negative", -7);
        plain.put("large", 1L << 40);
        plain.put("float", 0.5f);
        plain.put("double", 0.5);
        plain.put("ints", new int[] {1, -1});
        plain.put("longs", new long[] {1L << 40});
        plain.put("floats", new float[] {1});
        plain.put("bytes", new byte[] {1});
        Map<String, GgufValue> read = write(plain, tensors()).typedMetadata();
        assertEquals(
                List.of(
                        GgufValueType.UINT32,
                        GgufValueType.INT32,
                        GgufValueType.INT64,
                        GgufValueType.FLOAT32,
                        GgufValueType.FLOAT32,
                        GgufValueType.INT32,
                        GgufValueType.INT64,
                        GgufValueType.FLOAT32,
                        GgufValueType.UINT8),
                read.values().stream().map(GgufValue::type).toList());
        assertThrows(IllegalArgumentException.class, () -> write(Map.of("object", new Object()), tensors()));
        assertThrows(IllegalArgumentException.class, () -> GgufValue.uint32(1L << 32));
        assertThrows(IllegalArgumentException.class, () -> new GgufValue(GgufValueType.BOOL, "true"));
        assertThrows(IllegalArgumentException.class, () -> new GgufValue(GgufValueType.INT16, new long[] {40_000}));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 32, 64, 4096})
    void alignsDataAsTheMetadataSays(int alignment) throws IOException {
        GgufFile file = write(Map.of("general.alignment", alignment), tensors("a", "b", "c"));
        for (String name : List.of("a", "b", "c")) {
            assertArrayEquals(values(name), file.tensor(name).toFloats());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -32, 3, 1 << 21})
    void refusesImpossibleAlignments(int alignment) {
        assertThrows(IllegalArgumentException.class, () -> write(Map.of("general.alignment", alignment), tensors("a")));
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {
                "F64", "F32", "F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q4_K", "Q5_K", "Q6_K", "IQ4_NL"
            })
    void encodesTensorsOfManyBatches(DType dtype) throws IOException {
        Shape shape = Shape.of(2, 5, 256 * 2000);
        float[] values = new float[(int) shape.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(i * 0.37) * (1 + i % 1024);
        }
        SequencedMap<String, TensorEntry> tensors = new LinkedHashMap<>();
        tensors.put("a", new TensorEntry(dtype, shape, () -> Tensor.of(values, 0, shape)));
        GgufFile file = write(Map.of(), tensors);
        byte[] expected = new byte[(int) dtype.bytes(values.length)];
        Codecs.of(dtype).encode(values, 0, values.length, MemorySegment.ofArray(expected), 0);
        assertEquals(-1, file.tensor("a").segment().mismatch(MemorySegment.ofArray(expected)));
        assertEquals(shape, file.shape("a"));
    }

    @Test
    void reportsProgress() throws IOException {
        List<String> reports = new ArrayList<>();
        GgufWriter.write(
                folder.resolve("a.gguf"),
                Map.of(),
                tensors("a", "b"),
                (name, tensor, done, total) -> reports.add(name + " " + tensor.dtype() + " " + done + "/" + total));
        assertEquals(List.of("a F32 1/2", "b F32 2/2"), reports);
    }

    @Test
    void leavesNothingOfAFileThatFails() throws IOException {
        Path file = folder.resolve("model.gguf");
        Files.writeString(file, "as before");
        SequencedMap<String, TensorEntry> tensors = tensors("a");
        float[] values = new float[32];
        values[3] = Float.NaN;
        tensors.put("bad", new TensorEntry(DType.Q8_0, Shape.of(1, 32), () -> Tensor.of(values, 1, 32)));
        FormatException e = assertThrows(
                FormatException.class, () -> GgufWriter.write(file, Map.of(), tensors, GgufWriter.Progress.NONE));
        assertTrue(e.getMessage().contains("tensor bad can't be written as Q8_0"), e.getMessage());
        assertEquals("as before", Files.readString(file));
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(file), left.toList());
        }
    }

    @Test
    void refusesWhatTheFormatCantHold() {
        assertRefused("x".repeat(64), DType.F32, 4);
        assertRefused("a", DType.F32, 1, 1, 1, 1, 1);
        assertRefused("a", DType.U8, 4);
        assertRefused("a", DType.Q8_0, 2, 16);
    }

    private void assertRefused(String name, DType dtype, long... sizes) {
        SequencedMap<String, TensorEntry> tensors = new LinkedHashMap<>();
        tensors.put(name, new TensorEntry(dtype, Shape.of(sizes), () -> Tensor.zeros(sizes)));
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> write(Map.of(), tensors));
        assertTrue(e.getMessage().contains(name), e.getMessage());
    }

    private static SequencedMap<String, TensorEntry> tensors(String... names) {
        SequencedMap<String, TensorEntry> out = new LinkedHashMap<>();
        for (String name : names) {
            out.put(name, TensorEntry.of(Tensor.of(values(name), 3)));
        }
        return out;
    }

    private static float[] values(String name) {
        return new float[] {name.hashCode(), 2, 3};
    }

    private GgufFile write(Map<String, ?> metadata, SequencedMap<String, TensorEntry> tensors) throws IOException {
        Path file = folder.resolve("model.gguf");
        GgufWriter.write(file, metadata, tensors, GgufWriter.Progress.NONE);
        return GgufFile.open(file);
    }
}
