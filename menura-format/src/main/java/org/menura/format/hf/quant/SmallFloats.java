package org.menura.format.hf.quant;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Packed codes of 4 or 6 bits that stand for numbers of a table, the first in the lowest bits (OCP Microscaling Formats
 * 1.0, section 5.3: E2M1 and E2M3).
 *
 * @param data bytes
 * @param bits of a code
 * @param values the number of each code
 * @param width codes of a row, which fill whole bytes
 */
record SmallFloats(MemorySegment data, int bits, float[] values, int width) implements Rows {
    /** 4 bits: a sign, 2 exponent bits, 1 mantissa bit. */
    static final float[] E2M1 = table(4, 1);
    /** 6 bits: a sign, 2 exponent bits, 3 mantissa bits. */
    static final float[] E2M3 = table(6, 3);

    @Override
    public void rows(long first, int count, float[] out) {
        long at = first * width * bits / Byte.SIZE;
        int mask = (1 << bits) - 1;
        int buffer = 0;
        int have = 0;
        for (int c = 0; c < count * width; c++) {
            while (have < bits) {
                buffer |= (data.get(ValueLayout.JAVA_BYTE, at++) & 0xff) << have;
                have += Byte.SIZE;
            }
            out[c] = values[buffer & mask];
            buffer >>>= bits;
            have -= bits;
        }
    }

    private static float[] table(int bits, int mantissaBits) {
        float[] values = new float[1 << bits];
        int sign = 1 << bits - 1;
        for (int code = 0; code < sign; code++) {
            int exponent = code >> mantissaBits;
            int mantissa = code & (1 << mantissaBits) - 1;
            values[code] = exponent == 0
                    ? Math.scalb((float) mantissa, -mantissaBits)
                    : Math.scalb((float) (mantissa | 1 << mantissaBits), exponent - 1 - mantissaBits);
            values[code | sign] = -values[code];
        }
        return values;
    }
}
