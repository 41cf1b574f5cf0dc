package org.menura.x86.kernel;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.menura.tensor.dtype.DType;

/** All formats that have a {@link BlockFamily}. */
public final class Families {
    private static final Map<DType, BlockFamily> ALL = List.<BlockFamily>of( //
                    FloatFamily.F32,
                    FloatFamily.F16,
                    FloatFamily.BF16,
                    new Q8Family(),
                    new NibbleFamily(DType.Q4_0, 4, false),
                    new NibbleFamily(DType.Q4_1, -1, false),
                    new NibbleFamily(DType.Q5_0, 3, true),
                    new NibbleFamily(DType.Q5_1, -1, true),
                    new GroupFamily(new Q2KFormat()),
                    new GroupFamily(new Q3KFormat()),
                    new GroupFamily(new Q4KFormat()),
                    new GroupFamily(new Q5KFormat()),
                    new GroupFamily(new Q6KFormat()),
                    new GroupFamily(CodeFormat.IQ4_NL),
                    new GroupFamily(CodeFormat.IQ4_XS),
                    new GroupFamily(CodeFormat.MXFP4),
                    new GroupFamily(CodeFormat.NVFP4),
                    new GroupFamily(LatticeFormat.IQ1_S),
                    new GroupFamily(LatticeFormat.IQ1_M),
                    new GroupFamily(LatticeFormat.IQ2_XXS),
                    new GroupFamily(LatticeFormat.IQ2_XS),
                    new GroupFamily(LatticeFormat.IQ2_S),
                    new GroupFamily(LatticeFormat.IQ3_XXS),
                    new GroupFamily(LatticeFormat.IQ3_S),
                    new GroupFamily(new Tq1Format()),
                    new GroupFamily(new Tq2Format()),
                    new GroupFamily(FieldFormat.Q1_0),
                    new GroupFamily(FieldFormat.Q2_0) //
                    )
            .stream()
            .collect(Collectors.toMap(BlockFamily::type, Function.identity()));

    private Families() {}

    /** Returns the families by the types of their weights. */
    public static Map<DType, BlockFamily> all() {
        return ALL;
    }
}
