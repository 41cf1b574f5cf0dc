package org.menura.tensor.dtype;

import java.util.Arrays;
import org.menura.tensor.annotation.Extension;

/** The codecs of every {@link DType}. Codecs have no state and may be shared between threads. */
@Extension
public final class Codecs {
    private static final Codec[] BY_ORDINAL =
            Arrays.stream(DType.values()).map(Codecs::create).toArray(Codec[]::new);

    private Codecs() {}

    /** Returns the codec of a type. */
    public static Codec of(DType dtype) {
        return BY_ORDINAL[dtype.ordinal()];
    }

    private static Codec create(DType dtype) {
        return switch (dtype) {
            case F64 -> new WideFloats.Double64();
            case F32 -> new WideFloats.Single32();
            case F16 -> new HalfFloats.Ieee();
            case BF16 -> new HalfFloats.Bf16();
            case F8_E4M3 -> Float8.e4m3();
            case F8_E5M2 -> Float8.e5m2();
            case I64, I32, I16, I8, U8, BOOL -> new Integers(dtype);
            case Q4_0 -> new Q4.Scaled();
            case Q4_1 -> new Q4.Shifted();
            case Q5_0 -> new Q5.Scaled();
            case Q5_1 -> new Q5.Shifted();
            case Q8_0 -> new Q8();
            case Q2_K -> new Q2K();
            case Q3_K -> new Q3K();
            case Q4_K -> new Q4K();
            case Q5_K -> new Q5K();
            case Q6_K -> new Q6K();
            case IQ4_NL -> new Iq4.Small();
            case IQ4_XS -> new Iq4.Large();
            case MXFP4 -> new Mxfp4();
            case NVFP4 -> new Nvfp4();
            case IQ1_S -> new Iq1.Small();
            case IQ1_M -> new Iq1.Medium();
            case IQ2_XXS -> new Iq2.Smallest();
            case IQ2_XS -> new Iq2.Small();
            case IQ2_S -> new Iq2.Signed();
            case IQ3_XXS -> new Iq3.Smallest();
            case IQ3_S -> new Iq3.Signed();
            case TQ1_0 -> new FewLevels.Digits();
            case TQ2_0 -> new FewLevels.Pairs();
            case Q1_0 -> new FewLevels.Bits();
            case Q2_0 -> new FewLevels.Fours();
        };
    }
}
