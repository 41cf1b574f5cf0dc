package org.menura.tensor.codec;

import java.util.Arrays;
import org.menura.tensor.Codec;
import org.menura.tensor.DType;

/** The codec of every {@link DType}. Codecs have no state and may be shared between threads. */
public final class Codecs {
    private static final Codec[] BY_ORDINAL =
            Arrays.stream(DType.values()).map(Codecs::create).toArray(Codec[]::new);

    private Codecs() {}

    /** The codec of a type. */
    public static Codec of(DType dtype) {
        return BY_ORDINAL[dtype.ordinal()];
    }

    private static Codec create(DType dtype) {
        return switch (dtype) {
            case F64 -> new WideFloats.Double64();
            case F32 -> new WideFloats.Single32();
            case F16 -> new HalfFloats.Ieee();
            case BF16 -> new HalfFloats.Brain();
            case F8_E4M3 -> Float8.e4m3();
            case F8_E5M2 -> Float8.e5m2();
            case I64, I32, I16, I8, U8, BOOL -> new Integers(dtype);
            case Q4_0 -> new FourBit.Scaled();
            case Q4_1 -> new FourBit.Shifted();
            case Q5_0 -> new FiveBit.Scaled();
            case Q5_1 -> new FiveBit.Shifted();
            case Q8_0 -> new EightBit();
            case Q2_K -> new TwoBitK();
            case Q3_K -> new ThreeBitK();
            case Q4_K -> new FourBitK();
            case Q5_K -> new FiveBitK();
            case Q6_K -> new SixBitK();
            case IQ4_NL -> new NonLinear.Small();
            case IQ4_XS -> new NonLinear.Large();
            case MXFP4 -> new Microscaling();
        };
    }
}
