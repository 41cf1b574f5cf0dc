package org.menura.tensor.dtype;

/**
 * Element types of tensors as they lie in memory and on disk, little-endian.
 *
 * <p>A type stores its elements in blocks of {@link #blockSize} elements and {@link #blockBytes} bytes; plain types
 * have blocks of one element. Quantised layouts are those of GGUF.
 */
public enum DType {
    F64(1, 8),
    F32(1, 4),
    F16(1, 2),
    BF16(1, 2),
    /** 8-bit float of 4 exponent and 3 mantissa bits, no infinities ("e4m3fn"). */
    F8_E4M3(1, 1),
    /** 8-bit float of 5 exponent and 2 mantissa bits. */
    F8_E5M2(1, 1),
    I64(1, 8),
    I32(1, 4),
    I16(1, 2),
    I8(1, 1),
    U8(1, 1),
    BOOL(1, 1),
    Q4_0(32, 18),
    Q4_1(32, 20),
    Q5_0(32, 22),
    Q5_1(32, 24),
    Q8_0(32, 34),
    Q2_K(256, 84),
    Q3_K(256, 110),
    Q4_K(256, 144),
    Q5_K(256, 176),
    Q6_K(256, 210),
    IQ4_NL(32, 18),
    IQ4_XS(256, 136),
    MXFP4(32, 17),
    NVFP4(64, 36),
    IQ1_S(256, 50),
    IQ1_M(256, 56),
    IQ2_XXS(256, 66),
    IQ2_XS(256, 74),
    IQ2_S(256, 82),
    IQ3_XXS(256, 98),
    IQ3_S(256, 110),
    TQ1_0(256, 54),
    TQ2_0(256, 66),
    Q1_0(128, 18),
    Q2_0(64, 18);

    private final int blockSize;
    private final int blockBytes;

    DType(int blockSize, int blockBytes) {
        this.blockSize = blockSize;
        this.blockBytes = blockBytes;
    }

    /** Returns the number of elements per block. */
    public int blockSize() {
        return blockSize;
    }

    /** Returns the number of bytes per block. */
    public int blockBytes() {
        return blockBytes;
    }

    /** Returns whether elements are stored in blocks that share scales. */
    public boolean isQuantized() {
        return blockSize > 1;
    }

    /** Returns whether elements are numbers with a fraction, quantised ones included. */
    public boolean isFloat() {
        return switch (this) {
            case I64, I32, I16, I8, U8, BOOL -> false;
            default -> true;
        };
    }

    /**
     * Returns the number of bytes that {@code elements} elements take.
     *
     * @throws ArithmeticException if the size exceeds a {@code long}
     * @throws IllegalArgumentException if the elements do not fill whole blocks
     */
    public long bytes(long elements) {
        if (elements % blockSize != 0) {
            throw new IllegalArgumentException(
                    "%d elements do not fill whole blocks of %d for %s".formatted(elements, blockSize, this));
        }
        return Math.multiplyExact(elements / blockSize, (long) blockBytes);
    }
}
