package org.menura.format.gguf;

import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.Hostile;

class HostileGgufTest {
    private static final int F32 = 0;
    private static final int Q8_0 = 8;

    @Test
    void refusesTruncatedFiles() {
        Hostile.assertTruncationsRefused(sound(), GgufFile::of);
    }

    @Test
    void survivesFlippedBits() {
        Hostile.assertBitFlipsHandled(sound(), GgufFile::of, 20_000);
    }

    @Test
    void refusesOtherFiles() {
        refused(new byte[0], "no GGUF file");
        refused("GGML, or not".getBytes(StandardCharsets.US_ASCII), "no GGUF file");
        refused(header(1, 0, 0, _ -> {}), "version 1; 2 and 3 are supported");
        refused(header(-1, 0, 0, _ -> {}), "version 4294967295");
        refused(header(3 << 24, 0, 0, _ -> {}), "big-endian");
    }

    @ParameterizedTest
    @ValueSource(longs = {1_000_000_000, Long.MAX_VALUE, Long.MIN_VALUE, -1, 1L << 32})
    void refusesCountsBeyondTheFile(long count) {
        assertTimeout(Duration.ofSeconds(5), () -> {
            refused(header(3, count, 0, _ -> {}), "tensors at byte 8");
            refused(header(3, 0, count, _ -> {}), "metadata keys at byte 16");
            refused(
                    header(3, 0, 1, out -> {
                        out.int64(count);
                        data(out, 32);
                    }),
                    "bytes of text at byte 24");
            for (GgufValueType type : GgufValueType.values()) {
                if (type != GgufValueType.ARRAY) {
                    refused(value(out -> array(out, type, count)), "elements of key at byte 43");
                }
            }
        });
    }

    @Test
    void refusesImpossibleValues() {
        refused(value(out -> out.int32(13)), "key key has the unknown type 13");
        refused(value(out -> out.int32(-1)), "unknown type 4294967295");
        refused(value(out -> array(out, GgufValueType.ARRAY, 1)), "array of arrays");
        refused(
                value(out -> {
                    out.int32(GgufValueType.UINT64.number());
                    out.int64(-1);
                }),
                "key = 18446744073709551615 is too large");
        refused(
                header(3, 0, 2, out -> {
                    pair(out, "key", true);
                    pair(out, "key", true);
                }),
                "key comes twice");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 3, 33, 1 << 21, 0xffffffffL})
    void refusesImpossibleAlignments(long alignment) {
        refused(header(3, 0, 1, out -> pair(out, "general.alignment", alignment)), "must be a power of two");
    }

    @Test
    void refusesAlignmentOfAnotherType() {
        refused(header(3, 0, 1, out -> pair(out, "general.alignment", "32")), "not another type");
    }

    @ParameterizedTest
    @CsvSource({"4, Q4_2", "9, Q8_1", "15, Q8_K", "99, number 99", "-1, number 4294967295"})
    void namesTypesThatAreNotSupported(int number, String name) {
        refused(tensors(out -> tensor(out, "blk.7.weight", number, 0, 32)), "blk.7.weight", name, "not supported");
    }

    @Test
    void refusesImpossibleShapes() {
        refused(tensors(out -> tensor(out, "t", F32, 0, -4)), "tensor t", "negative size");
        refused(tensors(out -> tensor(out, "t", F32, 0, 1L << 32, 1L << 32)), "tensor t");
        refused(tensors(out -> tensor(out, "t", F32, 0, 1L << 62, 0, 1L << 62)), "tensor t");
        refused(tensors(out -> tensor(out, "t", F32, 0, 1L << 31)), "tensor t");
        refused(tensors(out -> tensor(out, "t", F32, 0, 1L << 30, 1L << 31)), "tensor t");
        refused(tensors(out -> tensor(out, "t", Q8_0, 0, 16, 2)), "whole blocks");
        refused(tensors(out -> tensor(out, "t", F32, 0, 1, 1, 1, 1, 1)), "5 dimensions where at most 4");
        refused(
                tensors(out -> {
                    out.string("t");
                    out.int32(-1);
                    out.int64(0);
                    out.int64(0);
                }),
                "4294967295 dimensions");
    }

    @Test
    void refusesImpossiblePlaces() {
        refused(tensors(out -> tensor(out, "t", F32, 64, 1)), "tensor t has 4 bytes from byte 64", "which has 64");
        refused(tensors(out -> tensor(out, "t", F32, -32, 1)), "from byte 18446744073709551584");
        refused(tensors(out -> tensor(out, "t", F32, Long.MAX_VALUE - 31, 1)), "cut short");
        refused(tensors(out -> tensor(out, "t", F32, 4, 1)), "no multiple of 32");
        refused(two("a", 0, "b", 0), "tensors a and b overlap");
        refused(two("a", 0, "a", 32), "two tensors with the name a");
    }

    /** A file with a value of every kind and two tensors. */
    private static byte[] sound() {
        return header(3, 2, 4, out -> {
            pair(out, "general.architecture", "llama");
            pair(out, "general.alignment", 32);
            pair(out, "tokens", new String[] {"a", "b"});
            pair(out, "scores", new float[] {0.5f, -1});
            tensor(out, "a", F32, 0, 4, 2);
            tensor(out, "b", Q8_0, 32, 32);
            data(out, 66);
        });
    }

    private static byte[] two(String a, long atA, String b, long atB) {
        return header(3, 2, 0, out -> {
            tensor(out, a, F32, atA, 4);
            tensor(out, b, F32, atB, 4);
            data(out, 64);
        });
    }

    private static byte[] tensors(Consumer<GgufEncoder> table) {
        return header(3, 1, 0, out -> {
            table.accept(out);
            data(out, 64);
        });
    }

    /** Data behind the padding of the header. */
    private static void data(GgufEncoder out, int bytes) {
        int end = (out.bytes().length + 31) / 32 * 32 + bytes;
        while (out.bytes().length < end) {
            out.bool(false);
        }
    }

    private static void tensor(GgufEncoder out, String name, int type, long offset, long... innermostFirst) {
        out.string(name);
        out.int32(innermostFirst.length);
        Arrays.stream(innermostFirst).forEach(out::int64);
        out.int32(type);
        out.int64(offset);
    }

    private static byte[] value(Consumer<GgufEncoder> value) {
        return header(3, 0, 1, out -> {
            out.string("key");
            value.accept(out);
            out.int64(0);
        });
    }

    private static void array(GgufEncoder out, GgufValueType type, long count) {
        out.int32(GgufValueType.ARRAY.number());
        out.int32(type.number());
        out.int64(count);
    }

    private static void pair(GgufEncoder out, String key, Object value) {
        out.string(key);
        out.value(GgufValue.of(key, value));
    }

    private static byte[] header(int version, long tensors, long keys, Consumer<GgufEncoder> rest) {
        GgufEncoder out = new GgufEncoder();
        out.int32(GgufFile.MAGIC);
        out.int32(version);
        out.int64(tensors);
        out.int64(keys);
        rest.accept(out);
        return out.bytes();
    }

    private static void refused(byte[] file, String... parts) {
        Hostile.assertRefused(file, GgufFile::of, parts);
    }
}
