package org.menura.onednn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.menura.tensor.cpu.library.MatrixLibrary;

/** The library's products against sums in double precision. */
class OneDnnTest {
    /** Of the sum of the magnitudes of what is added up. */
    private static final double TOLERANCE = 1e-6;

    private static OneDnn library;

    @BeforeAll
    static void load() {
        assumeTrue(Platform.current() != null);
        library = (OneDnn) new OneDnnFinder().find();
        assumeTrue(library != null, "the processor is too old for oneDNN");
    }

    /** Products of bfloat16 are there with AVX-512, and with the AVX2 of processors that have an extension for them. */
    private static void assumeBfloat16() {
        assumeTrue(library.fastBf16() || library.name().contains("AVX-512"), () -> "no bfloat16: " + library.name());
    }

    @Test
    void saysWhatItIs() {
        assertTrue(library.name().matches("oneDNN 3\\.\\d+ \\(.+\\)"), library.name());
    }

    @RepeatedTest(20)
    void float32(RepetitionInfo info) {
        Random random = new Random(info.getCurrentRepetition());
        int rows = 1 + random.nextInt(70);
        int cols = 1 + random.nextInt(70);
        int inner = 1 + random.nextInt(300);
        boolean transposed = random.nextBoolean();
        int gap = random.nextInt(5);
        int offset = random.nextInt(5);
        float[] a = floats(random, rows * (inner + gap));
        float[] b = floats(random, offset + (transposed ? cols * (inner + gap) : inner * (cols + gap)));
        float[] out = new float[rows * (cols + gap)];
        int bStride = transposed ? inner + gap : cols + gap;
        library.multiply(
                rows,
                cols,
                inner,
                MemorySegment.ofArray(a),
                inner + gap,
                MemorySegment.ofArray(b).asSlice(4L * offset),
                bStride,
                transposed,
                MemorySegment.ofArray(out),
                cols + gap);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < cols; c++) {
                double sum = 0;
                double magnitude = 0;
                for (int i = 0; i < inner; i++) {
                    int at = offset + (transposed ? c * bStride + i : i * bStride + c);
                    double term = (double) a[r * (inner + gap) + i] * b[at];
                    sum += term;
                    magnitude += Math.abs(term);
                }
                assertEquals(sum, out[r * (cols + gap) + c], TOLERANCE * magnitude + 1e-30);
            }
        }
    }

    @RepeatedTest(20)
    void bfloat16(RepetitionInfo info) {
        assumeBfloat16();
        Random random = new Random(info.getCurrentRepetition());
        int outs = 1 + random.nextInt(70);
        int rows = 1 + random.nextInt(70);
        int in = 1 + random.nextInt(300);
        int stride = in + random.nextInt(40);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment w = arena.allocate(2L * outs * stride, 64);
            for (int i = 0; i < outs * stride; i++) {
                w.setAtIndex(ValueLayout.JAVA_SHORT, i, bf16((float) random.nextGaussian()));
            }
            MemorySegment x = arena.allocateFrom(ValueLayout.JAVA_FLOAT, floats(random, rows * in));
            float[] out = multiply(library.packed(outs, stride, rows, in), w, x, outs * rows, arena);
            for (int o = 0; o < outs; o++) {
                for (int r = 0; r < rows; r++) {
                    double sum = 0;
                    double magnitude = 0;
                    for (int i = 0; i < in; i++) {
                        float factor = widened(bf16(x.getAtIndex(ValueLayout.JAVA_FLOAT, r * in + i)));
                        double term = (double) widened(w.getAtIndex(ValueLayout.JAVA_SHORT, o * stride + i)) * factor;
                        sum += term;
                        magnitude += Math.abs(term);
                    }
                    assertEquals(sum, out[o * rows + r], TOLERANCE * magnitude + 1e-30);
                }
            }
        }
    }

    @RepeatedTest(20)
    void bfloat16InPlainRows(RepetitionInfo info) {
        assumeBfloat16();
        Random random = new Random(info.getCurrentRepetition());
        int rows = 1 + random.nextInt(70);
        int cols = 1 + random.nextInt(70);
        int inner = 1 + random.nextInt(300);
        int stride = rows + random.nextInt(5);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment a = arena.allocate(2L * rows * inner, 64);
            MemorySegment turned = arena.allocate(2L * inner * stride, 64); // [inner, stride]
            int wide = cols + random.nextInt(5);
            MemorySegment b = arena.allocate(2L * inner * cols, 64);
            MemorySegment spread = arena.allocate(2L * inner * wide, 64); // [inner, wide]
            MemorySegment out = arena.allocate(4L * rows * cols, 64);
            for (int i = 0; i < rows * inner; i++) {
                short value = bf16((float) random.nextGaussian());
                a.setAtIndex(ValueLayout.JAVA_SHORT, i, value);
                turned.setAtIndex(ValueLayout.JAVA_SHORT, i % inner * stride + i / inner, value);
            }
            for (int i = 0; i < inner * cols; i++) {
                short value = bf16((float) random.nextGaussian());
                b.setAtIndex(ValueLayout.JAVA_SHORT, i, value);
                spread.setAtIndex(ValueLayout.JAVA_SHORT, i / cols * wide + i % cols, value);
            }
            MemorySegment fromColumns = arena.allocate(4L * rows * cols, 64);
            library.ofRows(rows, cols, inner, wide).multiply(a, spread, out);
            library.ofColumns(rows, cols, inner, stride).multiply(turned, b, fromColumns);
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < cols; c++) {
                    double sum = 0;
                    double magnitude = 0;
                    for (int i = 0; i < inner; i++) {
                        double term = (double) widened(a.getAtIndex(ValueLayout.JAVA_SHORT, r * inner + i))
                                * widened(b.getAtIndex(ValueLayout.JAVA_SHORT, i * cols + c));
                        sum += term;
                        magnitude += Math.abs(term);
                    }
                    double tolerance = TOLERANCE * magnitude + 1e-30;
                    assertEquals(sum, out.getAtIndex(ValueLayout.JAVA_FLOAT, r * cols + c), tolerance);
                    assertEquals(sum, fromColumns.getAtIndex(ValueLayout.JAVA_FLOAT, r * cols + c), tolerance);
                }
            }
        }
    }

    @Test
    void bfloat16IsCalledFastOnlyWhereAKernelIsCompiled() {
        assumeTrue(library.fastBf16());
        String rows = ((RowMatmul) library.ofRows(128, 160, 1024, 640)).implementation();
        assertFalse(rows.contains("ref"), rows);
        String columns = ((RowMatmul) library.ofColumns(128, 640, 1024, 512)).implementation();
        assertFalse(columns.contains("ref"), columns);
        String kernel = ((MatmulPrimitive) library.packed(64, 256, 64, 256)).implementation();
        assertFalse(kernel.contains("ref"), kernel);
    }

    @Test
    void manyThreadsShareAProduct() throws InterruptedException {
        assumeBfloat16();
        int outs = 64;
        int rows = 32;
        int in = 512;
        MatrixLibrary.PackedProduct product = library.packed(outs, in, rows, in);
        Random random = new Random(1);
        try (Arena arena = Arena.ofShared()) {
            MemorySegment w = arena.allocate(2L * outs * in, 64);
            for (int i = 0; i < outs * in; i++) {
                w.setAtIndex(ValueLayout.JAVA_SHORT, i, bf16((float) random.nextGaussian()));
            }
            MemorySegment x = arena.allocateFrom(ValueLayout.JAVA_FLOAT, floats(random, rows * in));
            float[] expected = multiply(product, w, x, outs * rows, arena);
            float[][] results = new float[4][];
            Thread[] threads = new Thread[results.length];
            for (int t = 0; t < threads.length; t++) {
                int slot = t;
                threads[t] = Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < 50; i++) {
                        results[slot] = multiply(product, w, x, outs * rows, arena);
                    }
                });
            }
            for (Thread thread : threads) {
                thread.join();
            }
            for (float[] result : results) {
                assertArrayEquals(expected, result);
            }
        }
    }

    @Test
    void refusesImpossibleShapes() {
        String message = assertThrows(IllegalStateException.class, () -> library.packed(8, 8, -4, 8))
                .getMessage();
        assertTrue(message.startsWith("oneDNN's dnnl_") && message.contains("arguments are invalid"), message);
    }

    private static float[] multiply(
            MatrixLibrary.PackedProduct product, MemorySegment w, MemorySegment x, int elements, Arena arena) {
        MemorySegment packed = arena.allocate(product.packedBytes(), 64);
        MemorySegment out = arena.allocate(4L * elements, 64);
        product.pack(x, packed);
        product.multiply(w, packed, out);
        return out.toArray(ValueLayout.JAVA_FLOAT);
    }

    private static float[] floats(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static short bf16(float value) {
        int bits = Float.floatToRawIntBits(value);
        return (short) ((bits + 0x7fff + (bits >>> 16 & 1)) >>> 16);
    }

    private static float widened(short bf16) {
        return Float.intBitsToFloat(bf16 << 16);
    }
}
