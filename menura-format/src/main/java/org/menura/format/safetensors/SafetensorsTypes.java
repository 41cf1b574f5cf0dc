package org.menura.format.safetensors;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.dtype.DType;

/** Types that the format has a name for, in the order in which its library lays tensors out. */
final class SafetensorsTypes {
    /** Widest alignment first. */
    static final List<DType> ORDER = List.of(
            DType.I64,
            DType.F64,
            DType.F32,
            DType.I32,
            DType.BF16,
            DType.F16,
            DType.I16,
            DType.F8_E4M3,
            DType.F8_E5M2,
            DType.I8,
            DType.U8,
            DType.BOOL);

    private SafetensorsTypes() {}

    /** The type of a name in a header; exponents alone, the scales of microscaling formats, are bytes. */
    static @Nullable DType of(String name) {
        if (name.equals("F8_E8M0")) {
            return DType.U8;
        }
        return Arrays.stream(DType.values())
                .filter(t -> t.name().equals(name) && ORDER.contains(t))
                .findFirst()
                .orElse(null);
    }

    static String names() {
        return ORDER.stream().map(DType::name).collect(Collectors.joining(", "));
    }
}
