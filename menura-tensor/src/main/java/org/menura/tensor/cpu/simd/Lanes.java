package org.menura.tensor.cpu.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vectors that this processor likes best, of 4, 8 or 16 floats, and how stored numbers get into them. Everything
 * here is constant to the compiler, which is what makes vectors fast.
 */
public final class Lanes {
    public static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED.length() > 16
            ? FloatVector.SPECIES_512 // quantised groups have 16 elements
            : FloatVector.SPECIES_PREFERRED;

    public static final int L = F.length();

    public static final VectorSpecies<Integer> I =
            L == 16 ? IntVector.SPECIES_512 : L == 8 ? IntVector.SPECIES_256 : IntVector.SPECIES_128;

    /** Twice {@link #L} 16-bit lanes. */
    public static final VectorSpecies<Short> H =
            L == 16 ? ShortVector.SPECIES_512 : L == 8 ? ShortVector.SPECIES_256 : ShortVector.SPECIES_128;

    private static final VectorSpecies<Short> S =
            L == 16 ? ShortVector.SPECIES_256 : L == 8 ? ShortVector.SPECIES_128 : ShortVector.SPECIES_64;

    private static final VectorSpecies<Byte> B = L == 16 ? ByteVector.SPECIES_128 : ByteVector.SPECIES_64;

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final VectorShuffle<Float> BY_8 = VectorShuffle.iota(F, 8, 1, true);
    private static final VectorShuffle<Float> BY_4 = VectorShuffle.iota(F, 4, 1, true);
    private static final VectorShuffle<Float> BY_2 = VectorShuffle.iota(F, 2, 1, true);

    /** Whether this is an x86 processor. */
    public static final boolean X86 = switch (System.getProperty("os.arch")) {
        case "amd64", "x86_64", "x86" -> true;
        default -> false;
    };

    /** Whether there are 32 vector registers rather than 16. */
    public static final boolean MANY_REGISTERS = !X86 || L == 16;

    private Lanes() {}

    /** Whether the processor has fused multiply-adds: without them, their exact emulation takes microseconds each. */
    static boolean suitProcessor() {
        // On x86 they came with vectors of eight floats.
        return L >= (X86 ? 8 : 4);
    }

    /** {@link #L} bytes from {@code at} on, as 0 to 255; eight must be there. */
    public static IntVector unsignedBytes(byte[] b, int at) {
        return (IntVector) ByteVector.fromArray(B, b, at).convertShape(VectorOperators.ZERO_EXTEND_B2I, I, 0);
    }

    /** {@link #L} bytes from {@code at} on, as -128 to 127; eight must be there. */
    public static IntVector signedBytes(byte[] b, int at) {
        return (IntVector) ByteVector.fromArray(B, b, at).convertShape(VectorOperators.B2I, I, 0);
    }

    /** {@link #L} bytes of a segment from {@code at} on, as -128 to 127. With 128-bit vectors eight must be there. */
    public static IntVector signedBytes(MemorySegment w, long at) {
        return (IntVector)
                ByteVector.fromMemorySegment(B, w, at, ByteOrder.LITTLE_ENDIAN).convertShape(VectorOperators.B2I, I, 0);
    }

    /** {@link #L} 16-bit integers from {@code at} on, sign-extended. */
    public static IntVector shorts(MemorySegment w, long at) {
        return (IntVector) ShortVector.fromMemorySegment(S, w, at, ByteOrder.LITTLE_ENDIAN)
                .convertShape(VectorOperators.S2I, I, 0);
    }

    public static FloatVector toFloats(IntVector v) {
        return (FloatVector) v.convert(VectorOperators.I2F, 0);
    }

    /** {@link #L} bfloat16 numbers from {@code at} on. */
    public static FloatVector bf16(MemorySegment w, long at) {
        return shorts(w, at).lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
    }

    /** Stores numbers, of which none is NaN but the usual one, as bfloat16: rounded to nearest, ties to even. */
    public static void toBf16(FloatVector v, short[] dst, int at) {
        IntVector bits = v.reinterpretAsInts();
        IntVector odd = bits.lanewise(VectorOperators.LSHR, 16).and(1);
        IntVector rounded = bits.add(0x7fff).add(odd).lanewise(VectorOperators.LSHR, 16);
        ((ShortVector) rounded.convertShape(VectorOperators.I2S, S, 0)).intoArray(dst, at);
    }

    /** The half-precision number at {@code at}. */
    public static float half(MemorySegment w, long at) {
        return Float.float16ToFloat(w.get(SHORT, at));
    }

    public static int int16(MemorySegment w, long at) {
        return w.get(SHORT, at);
    }

    /**
     * The sum of all lanes, always added up in the same order. The order of {@code reduceLanes} changes when the
     * compiler takes over from the interpreter, and results would change with it.
     */
    public static float sum(FloatVector v) {
        FloatVector s = v;
        if (L == 16) {
            s = s.add(s.rearrange(BY_8));
        }
        if (L >= 8) {
            s = s.add(s.rearrange(BY_4));
        }
        s = s.add(s.rearrange(BY_2));
        return s.lane(0) + s.lane(1);
    }
}
