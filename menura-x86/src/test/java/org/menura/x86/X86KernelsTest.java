package org.menura.x86;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuOptions;
import org.menura.tensor.cpu.library.KernelLibrary;
import org.menura.tensor.dtype.Codecs;
import org.menura.tensor.dtype.DType;

/** The backend's products with few rows, which machine code computes. */
class X86KernelsTest {
    private static final Random RANDOM = new Random(1);

    @BeforeAll
    static void present() {
        assumeTrue(new X86Finder().find() != null);
    }

    private static KernelLibrary library() {
        return Objects.requireNonNull(new X86Finder().find());
    }

    private static CpuOptions options(int threads) {
        return CpuOptions.fastest().withThreads(threads).withLibraries(false);
    }

    private static Tensor random(int rows, int cols) {
        Tensor out = Tensor.zeros(rows, cols);
        for (int i = 0; i < rows * cols; i++) {
            out.floats()[i] = (float) RANDOM.nextGaussian();
        }
        return out;
    }

    private static Tensor stored(DType type, int outs, int in) {
        float[] values = random(outs, in).floats();
        MemorySegment segment = Arena.ofAuto().allocate(type.bytes((long) outs * in));
        Codecs.of(type).encode(values, 0, outs * in, segment, 0);
        return Tensor.of(segment, type, Shape.of(outs, in));
    }

    @Test
    void isNamedUnlessItIsSwitchedOff() {
        assertTrue(new CpuBackend(options(1)).engine().contains("x86 kernels ("));
        assertEquals("CPU", new CpuBackend(options(1).withKernels(false)).engine());
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q4_K", "Q6_K"})
    void products(DType type) {
        CpuBackend exact = new CpuBackend(options(1).withKernels(false).withExact(true));
        CpuBackend one = new CpuBackend(options(1));
        CpuBackend three = new CpuBackend(options(3));
        int in = 256 * (1 + RANDOM.nextInt(3));
        int outs = 600;
        Tensor w = stored(type, outs, in);
        for (int rows : new int[] {1, 2, 3, 7, 8, 9, 16, 17, 33, 300}) {
            Tensor x = random(rows, in);
            float[] expected = exact.linear(x, w, null).floats();
            float[] actual = one.linear(x, w, null).floats();
            double error = 0;
            double size = 0;
            for (int i = 0; i < expected.length; i++) {
                error += Math.pow(expected[i] - actual[i], 2);
                size += Math.pow(expected[i], 2);
            }
            assertTrue(error < 1e-4 * size, type + " differs by " + Math.sqrt(error / size));
            assertArrayEquals(actual, three.linear(x, w, null).floats());
            if (rows <= 8 || rows > 16 && library().tiled(type, in) != null) {
                int from = rows <= 8 ? rows - 1 : rows - 17;
                float[] last = one.linear(x.rows(from, rows), w, null).floats();
                assertArrayEquals(Arrays.copyOfRange(actual, from * outs, rows * outs), last);
            }
        }
    }

    /**
     * A sequence's digits must not tell whether it was read alone, beside others, or behind a prefix that was cached. Small weights stay
     * with float32, of which the last digits differ. With AMX others tell: few rows are faster in float32 there.
     */
    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "BF16"})
    void weightsOfFloatsRoundAlikeForAnyRows(DType type) {
        for (boolean exactly : new boolean[] {false, true}) {
            CpuBackend ops = new CpuBackend(options(2).withExact(exactly));
            int in = 1024;
            for (int outs : new int[] {7, 255, 257, 603}) {
                Tensor w = stored(type, outs, in);
                boolean bits = !exactly && outs > 256 && library().half(type, in) != null;
                boolean tiles = !exactly
                        && outs > 256
                        && type != DType.F32
                        && library().name().contains("AMX");
                double bound = bits ? 0 : tiles ? 0.5 : 2e-4;
                Tensor x = random(70, in);
                float[] many = ops.linear(x, w, null).floats();
                for (int rows : new int[] {1, 2, 4, 5, 8, 9}) {
                    float[] few = ops.linear(x.rows(0, rows), w, null).floats();
                    for (int i = 0; i < few.length; i++) {
                        assertEquals(many[i], few[i], bound, rows + " rows");
                    }
                }
            }
        }
    }

    @Test
    void activationsOfAPartOfAnArray() {
        CpuBackend ops = new CpuBackend(options(2));
        Tensor w = stored(DType.Q8_0, 33, 64);
        Tensor x = random(5, 64);
        float[] all = ops.linear(x, w, null).floats();
        float[] part = ops.linear(x.rows(2, 4), w, null).floats();
        assertArrayEquals(Arrays.copyOfRange(all, 2 * 33, 4 * 33), part);
    }

    @Test
    void weightsInArraysAreLeftToOthers() {
        CpuBackend ops = new CpuBackend(options(1));
        Tensor w = stored(DType.Q8_0, 8, 64);
        byte[] bytes = w.segment().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
        Tensor same = Tensor.of(MemorySegment.ofArray(bytes), DType.Q8_0, w.shape());
        Tensor x = random(1, 64);
        float[] a = ops.linear(x, w, null).floats();
        float[] b = ops.linear(x, same, null).floats();
        for (int i = 0; i < a.length; i++) {
            assertEquals(a[i], b[i], 0.2);
        }
    }

    @Test
    void tilesTakeOnlyWhatFits() {
        KernelLibrary library = library();
        assertNull(library.tiled(DType.F32, 64), "floats");
        assertNull(library.tiled(DType.F16, 33), "no whole blocks");
        assertNull(library.tiled(DType.Q4_0, 65), "no whole blocks");
        KernelLibrary.TiledProduct product = library.tiled(DType.Q4_0, 64);
        assumeTrue(product != null, "the processor has no products of bytes");
        MemorySegment w = Arena.ofAuto().allocate(10 * 36);
        MemorySegment prepared = Arena.ofAuto().allocate(product.preparedBytes(20), 64);
        float[] out = new float[200];
        product.multiply(w, 0, 10, prepared, 20, out, 0, 10);
        assertThrows(IndexOutOfBoundsException.class, () -> product.multiply(w, 0, 11, prepared, 18, out, 0, 10));
        assertThrows(IndexOutOfBoundsException.class, () -> product.multiply(w, -1, 9, prepared, 18, out, 1, 10));
        assertThrows(IndexOutOfBoundsException.class, () -> product.multiply(w, 0, 10, prepared, 33, out, 0, 5));
        assertThrows(IndexOutOfBoundsException.class, () -> product.multiply(w, 0, 10, prepared, 20, out, 1, 10));
        assertThrows(IndexOutOfBoundsException.class, () -> product.multiply(w, 0, 10, prepared, 20, out, -1, 10));
        assertThrows(IllegalArgumentException.class, () -> product.multiply(w, 0, 10, prepared, 20, out, 0, -1));
        MemorySegment heap = MemorySegment.ofArray(new byte[20000]);
        assertThrows(IllegalArgumentException.class, () -> product.multiply(heap, 0, 10, prepared, 20, out, 0, 10));
        assertThrows(IllegalArgumentException.class, () -> product.prepare(new float[64], 0, 1, heap));
        assertThrows(IndexOutOfBoundsException.class, () -> product.prepare(new float[64], 1, 1, prepared));
        assertThrows(IndexOutOfBoundsException.class, () -> product.prepare(new float[64 * 40], 0, 40, prepared));
    }

    @Test
    void takesOnlyWhatFits() {
        KernelLibrary library = library();
        assertFalse(library.product(DType.I32, 64) != null, "integers");
        assertFalse(library.product(DType.Q8_0, 0) != null, "nothing");
        assertFalse(library.product(DType.F32, 12) != null, "no whole blocks");
        assertFalse(library.product(DType.Q8_0, 1 << 30) != null, "too long");
        KernelLibrary.Product product = library.product(DType.Q8_0, 64);
        assertNotNull(product);
        assertRefusesWhatDoesNotFit(product, Arena.ofAuto().allocate(10 * 68));
        assertNull(library.half(DType.F32, 64), "floats");
        assertNull(library.half(DType.F16, 48), "no whole blocks");
        assertNull(library.half(DType.F16, 1 << 30), "too long");
        KernelLibrary.Product half = library.half(DType.F16, 64);
        assumeTrue(half != null, "the processor has no fast products of bfloat16");
        assertRefusesWhatDoesNotFit(half, Arena.ofAuto().allocate(10 * 128));
    }

    /** With 10 outputs of 64 weights. */
    private static void assertRefusesWhatDoesNotFit(KernelLibrary.Product product, MemorySegment w) {
        MemorySegment prepared = Arena.ofAuto().allocate(product.preparedBytes(2), 64);
        float[] out = new float[20];
        product.multiply(w, 0, 10, prepared, 2, out, 0, 10);
        assertThrows(IndexOutOfBoundsException.class, () -> product.multiply(w, 0, 11, prepared, 1, out, 0, 10));
        assertThrows(IndexOutOfBoundsException.class, () -> product.multiply(w, -1, 9, prepared, 1, out, 1, 10));
        assertThrows(IndexOutOfBoundsException.class, () -> product.multiply(w, 0, 10, prepared, 3, out, 0, 5));
        assertThrows(IndexOutOfBoundsException.class, () -> product.multiply(w, 0, 10, prepared, 2, out, 1, 10));
        assertThrows(IndexOutOfBoundsException.class, () -> product.multiply(w, 0, 10, prepared, 2, out, -1, 10));
        assertThrows(IllegalArgumentException.class, () -> product.multiply(w, 0, 10, prepared, 17, out, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> product.multiply(w, 0, 10, prepared, 2, out, 0, -1));
        MemorySegment heap = MemorySegment.ofArray(new byte[2000]);
        assertThrows(IllegalArgumentException.class, () -> product.multiply(heap, 0, 10, prepared, 1, out, 0, 10));
        assertThrows(IllegalArgumentException.class, () -> product.prepare(new float[64], 0, 1, heap));
        assertThrows(IndexOutOfBoundsException.class, () -> product.prepare(new float[64], 1, 1, prepared));
        assertThrows(IndexOutOfBoundsException.class, () -> product.prepare(new float[640], 0, 3, prepared));
    }
}
