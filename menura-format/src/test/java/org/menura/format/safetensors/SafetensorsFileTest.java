package org.menura.format.safetensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;
import org.menura.format.Hostile;
import org.menura.format.Testdata;
import org.menura.tensor.Shape;
import org.menura.tensor.dtype.DType;

@Tag("slow")
class SafetensorsFileTest {
    private static final String TWO = """
            {"__metadata__":{"format":"pt"},
             "b":{"dtype":"I16","shape":[3],"data_offsets":[0,6]},
             "a":{"dtype":"F32","shape":[1,2],"data_offsets":[7,15]},
             "empty":{"dtype":"BOOL","shape":[0,4],"data_offsets":[6,6]}}""";

    @Test
    void tensorsLieWhereTheHeaderSays() {
        byte[] file = file(TWO, 15);
        ByteBuffer data = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int start = file.length - 15;
        data.putShort(start, (short) -7).putShort(start + 4, (short) 300).putFloat(start + 7 + 4, 2.5f);

        SafetensorsFile read = SafetensorsFile.of(MemorySegment.ofArray(file), "file");

        assertEquals(List.of("b", "a", "empty"), List.copyOf(read.names()));
        assertEquals(Map.of("format", "pt"), read.metadata());
        assertEquals(DType.I16, read.dtype("b"));
        assertEquals(Shape.of(1, 2), read.shape("a"));
        assertArrayEquals(new long[] {-7, 0, 300}, read.tensor("b").toLongs());
        assertEquals(
                2.5f,
                read.tensor("a").segment().get(ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 4));
        assertEquals(0, read.tensor("empty").elements());
    }

    @Test
    void publishedFilesAreRead() {
        SafetensorsFile stories = SafetensorsFile.open(Testdata.path("models/stories260K/model.safetensors"));
        SafetensorsFile half = SafetensorsFile.open(Testdata.path("golden/llama-bf16/model.safetensors"));

        assertEquals(47, stories.names().size());
        assertEquals(DType.BF16, half.dtype("model.norm.weight"));
    }

    @Test
    void unknownNameIsRefusedWithSimilarOnes() {
        SafetensorsFile stories = SafetensorsFile.open(Testdata.path("models/stories260K/model.safetensors"));

        FormatException e = assertThrows(FormatException.class, () -> stories.tensor("transformer.norm.weight"));

        assertTrue(e.getMessage().contains("model.norm.weight"), e.getMessage());
    }

    @Test
    void emptyAndMissingFiles(@TempDir Path folder) throws Exception {
        Path empty = Files.createFile(folder.resolve("empty.safetensors"));

        assertThrows(FormatException.class, () -> SafetensorsFile.open(empty));
        assertThrows(UncheckedIOException.class, () -> SafetensorsFile.open(folder.resolve("none")));
        assertThrows(UncheckedIOException.class, () -> SafetensorsFile.open(folder));
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] withoutGap = file("""
                {"b":{"dtype":"I16","shape":[3],"data_offsets":[0,6]},"a":{"dtype":"U8","shape":[],"data_offsets":[6,7]}}""", 7);

        Hostile.assertTruncationsRefused(withoutGap, SafetensorsFile::of);
    }

    @Test
    void bitFlipsAreHandled() {
        Hostile.assertBitFlipsHandled(file(TWO, 15), SafetensorsFile::of, 20_000);
    }

    @Test
    void headerLengthsAreChecked() {
        for (long length : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32, 9}) {
            byte[] file = ByteBuffer.allocate(16)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(length)
                    .array();
            Hostile.assertRefused(file, SafetensorsFile::of, "header");
        }
    }

    @Test
    void offsetsAreChecked() {
        refused("{\"a\":{\"dtype\":\"U8\",\"shape\":[9],\"data_offsets\":[0,9]}}", "tensor a", "cut short");
        refused("{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[4,2]}}", "tensor a");
        refused("{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[-2,0]}}", "a.data_offsets", "-2");
        refused("{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,9223372036854775808]}}", "a.data_offsets");
        refused("{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,1,2]}}", "more than 2");
        refused("{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0]}}", "two data_offsets");
        refused("{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2.0]}}", "integer");
    }

    @Test
    void shapesAreChecked() {
        refused("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,8]}}", "8 bytes");
        refused("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,8]}}", "a.shape");
        refused("{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,8]}}", "shape");
        refused("{\"a\":{\"dtype\":\"F64\",\"shape\":[4611686018427387904],\"data_offsets\":[0,8]}}", "tensor a");
        refused("{\"a\":{\"dtype\":\"U8\",\"shape\":[" + "1,".repeat(1000) + "1],\"data_offsets\":[0,1]}}", "a.shape");
    }

    @Test
    void overlapsAndDuplicatesAreRefused() {
        refused("""
                {"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[3,7]}}""", "a and b overlap");
        refused("""
                {"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"a":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}""", "a");
        refused("{\"a\":{\"dtype\":\"U8\",\"dtype\":\"I8\",\"shape\":[4],\"data_offsets\":[0,4]}}", "dtype");
    }

    @Test
    void headersOfAnotherKindAreRefused() {
        refused("[]", "JSON object");
        refused("{\"a\":3}", "JSON object");
        refused("{\"a\":{\"dtype\":\"C64\",\"shape\":[1],\"data_offsets\":[0,8]}}", "C64");
        refused("{\"a\":{\"dtype\":\"Q4_K\",\"shape\":[256],\"data_offsets\":[0,8]}}", "Q4_K");
        refused("{\"a\":{\"dtype\":\"U8\",\"shape\":[1]}}", "data_offsets");
        refused("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1],\"x\":1}}", "unknown field x");
        refused("{\"__metadata__\":{\"a\":1}}", "string");
        refused("{} {}", "goes on");
        refused("{\"a\":".repeat(100_000), "unknown field");
        refused("{\"a\":{\"shape\":" + "[".repeat(100_000), "integer");
    }

    @Test
    void aMillionTensorsAreRefused() {
        StringBuilder header = new StringBuilder("{");
        for (int i = 0; i < 600_000; i++) {
            header.append(i == 0 ? "" : ",")
                    .append('"')
                    .append(i)
                    .append("\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}");
        }
        refused(header.append("}").toString(), "more tensors");
    }

    private static void refused(String header, String... parts) {
        Hostile.assertRefused(file(header, 8), SafetensorsFile::of, parts);
    }

    static byte[] file(String header, int dataBytes) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + json.length + dataBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .array();
    }
}
