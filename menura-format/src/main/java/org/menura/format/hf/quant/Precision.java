package org.menura.format.hf.quant;

import org.menura.tensor.dtype.DType;

/** A type that PyTorch computes in: each operation's result is rounded to it, ties to even. */
enum Precision {
    F32,
    F16,
    BF16;

    private static final int LOW_BITS = 16;

    /** The type that PyTorch multiplies a scale of {@code dtype} in. */
    static Precision of(DType dtype) {
        return switch (dtype) {
            case F16 -> F16;
            case BF16 -> BF16;
            default -> F32;
        };
    }

    /** Rounds the first {@code count} values in place. */
    void round(float[] values, int count) {
        switch (this) {
            case F32 -> {}
            case F16 -> {
                for (int i = 0; i < count; i++) {
                    values[i] = Float.float16ToFloat(Float.floatToFloat16(values[i]));
                }
            }
            case BF16 -> {
                for (int i = 0; i < count; i++) {
                    values[i] = bfloat16(values[i]);
                }
            }
        }
    }

    private static float bfloat16(float value) {
        if (Float.isNaN(value)) {
            return value;
        }
        int bits = Float.floatToRawIntBits(value);
        int rounded = bits + 0x7fff + (bits >>> LOW_BITS & 1);
        return Float.intBitsToFloat(rounded & 0xffff0000);
    }
}
