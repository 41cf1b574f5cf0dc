package org.menura.tensor.dtype;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Floats of 8 bits: a sign, an exponent, a mantissa (Micikevicius et al. 2022, "FP8 Formats for Deep Learning").
 *
 * <p>E4M3 has no infinities: its largest code is NaN and the one below it 448. E5M2 has IEEE 754's special values and
 * reaches 57344. Encoding rounds to nearest, ties to even; what lies beyond the largest number becomes NaN in E4M3 and
 * infinite in E5M2.
 */
final class Float8 implements Codec {
    private static final int SIGN = 0x80;

    /** Value of each of the 256 codes. */
    private final float[] values = new float[256];

    /** Magnitude of each finite positive code, then that of the first code beyond as if it were finite. */
    private final float[] magnitudes;

    private final int nan;

    private Float8(int mantissaBits, int bias, int overflow, int nan) {
        this.nan = nan;
        magnitudes = new float[overflow + 1];
        for (int code = 0; code < SIGN; code++) {
            int exponent = code >> mantissaBits;
            int mantissa = code & (1 << mantissaBits) - 1;
            float magnitude = exponent == 0
                    ? Math.scalb((float) mantissa, 1 - bias - mantissaBits)
                    : Math.scalb((float) (mantissa | 1 << mantissaBits), exponent - bias - mantissaBits);
            if (code <= overflow) {
                magnitudes[code] = magnitude;
            }
            float value = code < overflow ? magnitude : code < nan ? Float.POSITIVE_INFINITY : Float.NaN;
            values[code] = value;
            values[code | SIGN] = -value;
        }
    }

    static Float8 e4m3() {
        return new Float8(3, 7, 0x7f, 0x7f);
    }

    static Float8 e5m2() {
        return new Float8(2, 15, 0x7c, 0x7d);
    }

    /** Returns the magnitude of a code without its sign; the code beyond the largest is read as if it were finite. */
    float magnitude(int code) {
        return magnitudes[code];
    }

    @Override
    public void decode(MemorySegment src, long byteOffset, float[] dst, int dstOffset, int count) {
        for (int i = 0; i < count; i++) {
            dst[dstOffset + i] = values[src.get(ValueLayout.JAVA_BYTE, byteOffset + i) & 0xff];
        }
    }

    @Override
    public void encode(float[] src, int srcOffset, int count, MemorySegment dst, long byteOffset) {
        for (int i = 0; i < count; i++) {
            dst.set(ValueLayout.JAVA_BYTE, byteOffset + i, (byte) code(src[srcOffset + i]));
        }
    }

    private int code(float value) {
        int sign = Float.floatToRawIntBits(value) >>> 24 & SIGN;
        if (Float.isNaN(value)) {
            return nan | sign;
        }
        float magnitude = Math.abs(value);
        int low = 0;
        int high = magnitudes.length - 1;
        if (magnitude >= magnitudes[high]) {
            return high | sign;
        }
        while (high - low > 1) {
            int middle = low + high >>> 1;
            if (magnitudes[middle] <= magnitude) {
                low = middle;
            } else {
                high = middle;
            }
        }
        float half = (magnitudes[low] + magnitudes[high]) / 2;
        boolean up = magnitude > half || magnitude == half && (low & 1) == 1;
        return (up ? high : low) | sign;
    }
}
