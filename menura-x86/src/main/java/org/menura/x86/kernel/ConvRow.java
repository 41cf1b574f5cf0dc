package org.menura.x86.kernel;

import java.util.List;
import org.menura.x86.asm.Mem;
import org.menura.x86.asm.Op;

/**
 * Writes a row of a convolution of each channel by itself: {@code void conv(past, taps, out, bias, x, n)}, past [width - 1,
 * channels], taps [width, channels]. Products and sums are rounded, as plain Java rounds them.
 */
public final class ConvRow {
    private static final int MOST_WIDTH = 16;
    private static final int MOST_CHANNELS = 1 << 20;

    private ConvRow() {}

    /** Returns whether there is code for that. */
    public static boolean has(int channels, int width) {
        return width > 0 && width <= MOST_WIDTH && channels > 0 && channels <= MOST_CHANNELS;
    }

    /**
     * Writes the convolution.
     *
     * @param summands whether there is a bias
     */
    public static byte[] write(int channels, int width, boolean summands, Isa isa) {
        FloatCode c = new FloatCode(isa);
        c.loop(FloatCode.N, List.of(FloatCode.A, FloatCode.B, FloatCode.C, FloatCode.D, FloatCode.E), () -> {
            if (summands) {
                c.load(0, Mem.at(FloatCode.D, 0));
            } else {
                c.clear(0);
            }
            for (int j = 0; j < width; j++) {
                int row = j * channels * Float.BYTES;
                c.load(1, j < width - 1 ? Mem.at(FloatCode.A, row) : Mem.at(FloatCode.E, 0));
                c.load(2, Mem.at(FloatCode.B, row));
                c.op(Op.VMULPS, 1, 1, 2);
                c.op(Op.VADDPS, 0, 0, 1);
            }
            c.store(Mem.at(FloatCode.C, 0), 0);
        });
        return c.end();
    }
}
