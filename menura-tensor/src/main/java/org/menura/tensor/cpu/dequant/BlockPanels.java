package org.menura.tensor.cpu.dequant;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import jdk.incubator.vector.FloatVector;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.loops.Primitives;
import org.menura.tensor.cpu.simd.Lanes;
import org.menura.tensor.dtype.DType;

/**
 * {@link Dequantizer} of quantised weights. Blocks are copied to an array, decoded to floats, and where wanted rounded from
 * there; all three stay in the first-level cache.
 */
abstract class BlockPanels implements Dequantizer {
    /** Weights that are decoded at a time. */
    private static final int CHUNK = 2048;

    private static final MethodHandle DECODE = decodeHandle();

    /** Of each thread: new arrays for each call would be most of what a product of few rows allocates. */
    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

    private static final class Scratch {
        final float[] values = new float[CHUNK];
        private byte[] blocks = new byte[0];

        byte[] blocks(int count) {
            if (blocks.length < count) {
                blocks = new byte[count];
            }
            return blocks;
        }
    }

    /**
     * {@link #decode}. A handle that the compiler does not know for a constant keeps it from inlining decoders here, where
     * two of them exceed the size at which it stops inlining their vectors.
     */
    private final MethodHandle decode = DECODE;

    private final MemorySegment w;
    private final DType dtype;
    private final int cols;

    BlockPanels(Tensor w) {
        this.w = w.segment();
        this.dtype = w.dtype();
        this.cols = w.shape().cols();
    }

    /** Decodes {@code blocks} blocks from the start of {@code src}. Scales that are no number must be {@link Float#NaN}. */
    abstract void decode(byte[] src, int blocks, float[] dst, int at);

    private static MethodHandle decodeHandle() {
        try {
            MethodType type = MethodType.methodType(void.class, byte[].class, int.class, float[].class, int.class);
            return MethodHandles.lookup().findVirtual(BlockPanels.class, "decode", type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @Override
    public final void readFloats(int first, int rows, int from, int count, float[] dst, int at, int stride) {
        byte[] src = blocks(SCRATCH.get());
        for (int r = 0; r < rows; r++) {
            for (int done = 0; done < count; done += CHUNK) {
                next(first + r, from, count, done, src, dst, at + r * stride + done);
            }
        }
    }

    @Override
    public final void readBf16(int first, int rows, int from, int count, short[] dst, int at, int stride) {
        Scratch scratch = SCRATCH.get();
        byte[] src = blocks(scratch);
        float[] values = scratch.values;
        for (int r = 0; r < rows; r++) {
            for (int done = 0; done < count; done += CHUNK) {
                next(first + r, from, count, done, src, values, 0);
                round(values, dst, at + r * stride + done, Math.min(CHUNK, count - done));
            }
        }
    }

    private byte[] blocks(Scratch scratch) {
        return scratch.blocks((int) dtype.bytes(CHUNK));
    }

    /** Decodes the chunk that follows the first {@code done} weights. */
    private void next(int row, int from, int count, int done, byte[] src, float[] dst, int at) {
        int n = Math.min(CHUNK, count - done);
        long start = dtype.bytes((long) row * cols + from + done);
        MemorySegment.copy(w, ValueLayout.JAVA_BYTE, start, src, 0, (int) dtype.bytes(n));
        try {
            decode.invokeExact(this, src, n / dtype.blockSize(), dst, at);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** As {@link Primitives#toBf16}, for whole blocks without unusual NaN. */
    private static void round(float[] src, short[] dst, int at, int n) {
        for (int i = 0; i < n; i += Lanes.L) {
            Lanes.toBf16(FloatVector.fromArray(Lanes.F, src, i), dst, at + i);
        }
    }
}
