package org.menura.tensor.cpu.dequant;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.loops.Primitives;

/** {@link Dequantizer} of half-precision weights. */
final class HalfPanels implements Dequantizer {
    static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment w;
    private final int cols;
    private final Primitives primitives;

    HalfPanels(Tensor w) {
        this(w, Primitives.BEST);
    }

    /** A reader that rounds to bfloat16 by given loops; all of them round alike. */
    HalfPanels(Tensor w, Primitives primitives) {
        this.w = w.segment();
        this.cols = w.shape().cols();
        this.primitives = primitives;
    }

    @Override
    public void readFloats(int first, int rows, int from, int count, float[] dst, int at, int stride) {
        short[] src = new short[count];
        for (int r = 0; r < rows; r++) {
            copy(first + r, from, src);
            toFloats(src, dst, at + r * stride);
        }
    }

    @Override
    public void readBf16(int first, int rows, int from, int count, short[] dst, int at, int stride) {
        short[] src = new short[count];
        float[] values = new float[count];
        for (int r = 0; r < rows; r++) {
            copy(first + r, from, src);
            toFloats(src, values, 0);
            primitives.toBf16(values, 0, dst, at + r * stride, count);
        }
    }

    private void copy(int row, int from, short[] dst) {
        MemorySegment.copy(w, SHORT, 2 * ((long) row * cols + from), dst, 0, dst.length);
    }

    /** The compiler knows the conversion and vectorises the loop; the Vector API doesn't offer it. */
    private static void toFloats(short[] src, float[] dst, int at) {
        for (int i = 0; i < src.length; i++) {
            dst[at + i] = Float.float16ToFloat(src[i]);
        }
    }
}
