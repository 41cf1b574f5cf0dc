package org.menura.format.gguf;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.menura.tensor.dtype.DType;

/** Quantisation types of a whole file, by llama.cpp's names and numbers. */
public enum FileType {
    F32(0, DType.F32),
    F16(1, DType.F16),
    Q4_0(2, DType.Q4_0),
    Q4_1(3, DType.Q4_1),
    Q8_0(7, DType.Q8_0),
    Q5_0(8, DType.Q5_0),
    Q5_1(9, DType.Q5_1),
    Q4_K_S(14, DType.Q4_K),
    Q4_K_M(15, DType.Q4_K),
    Q5_K_S(16, DType.Q5_K),
    Q5_K_M(17, DType.Q5_K),
    Q6_K(18, DType.Q6_K),
    IQ4_NL(25, DType.IQ4_NL),
    BF16(32, DType.BF16);

    private final int number;
    private final DType dtype;

    FileType(int number, DType dtype) {
        this.number = number;
        this.dtype = dtype;
    }

    /** Returns the value of {@code general.file_type}. */
    public int number() {
        return number;
    }

    /** Returns the element type of most tensors. */
    public DType dtype() {
        return dtype;
    }

    /** Returns llama.cpp's label: {@code Q4_K - Medium} for {@link #Q4_K_M}. */
    public String label() {
        return switch (this) {
            case F32 -> "all F32";
            case Q4_K_S, Q5_K_S -> dtype + " - Small";
            case Q4_K_M, Q5_K_M -> dtype + " - Medium";
            case IQ4_NL -> "IQ4_NL - 4.5 bpw";
            default -> name();
        };
    }

    /** Returns the type of a value of {@code general.file_type}; empty for one that is not written. */
    public static Optional<FileType> of(long number) {
        return Arrays.stream(values()).filter(t -> t.number == number).findFirst();
    }

    /**
     * Returns the type of a name, in any case; {@code Q4_K} and {@code Q5_K} mean their {@code _M}.
     *
     * @throws IllegalArgumentException if there is none, naming those that there are
     */
    public static FileType of(String name) {
        String wanted = name.toUpperCase(Locale.ROOT);
        String full = wanted.equals("Q4_K") || wanted.equals("Q5_K") ? wanted + "_M" : wanted;
        return Arrays.stream(values())
                .filter(t -> t.name().equals(full))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no type %s to write; there are %s"
                        .formatted(name, Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", ")))));
    }
}
