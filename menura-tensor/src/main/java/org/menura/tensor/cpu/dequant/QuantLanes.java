package org.menura.tensor.cpu.dequant;

import static org.menura.tensor.cpu.simd.Lanes.F;
import static org.menura.tensor.cpu.simd.Lanes.L;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Sixteen quants at a time, a byte each, on the way from packed bits to floats. */
public final class QuantLanes {
    static final int COUNT = 16;
    static final VectorSpecies<Byte> B = ByteVector.SPECIES_128;
    private static final byte NIBBLE = 0xf;

    private QuantLanes() {}

    public static ByteVector load(byte[] b, int at) {
        return ByteVector.fromArray(B, b, at);
    }

    /** The low nibbles. */
    public static ByteVector low(ByteVector v) {
        return v.and(NIBBLE);
    }

    /** The high nibbles. */
    public static ByteVector high(ByteVector v) {
        return right(v, 4).and(NIBBLE);
    }

    /** Every byte shifted to the right; what comes in from its neighbour must be masked off. Processors shift no bytes. */
    static ByteVector right(ByteVector v, int bits) {
        return v.reinterpretAsInts().lanewise(VectorOperators.LSHR, bits).reinterpretAsBytes();
    }

    /** Every byte shifted to the left; what comes in from its neighbour must be masked off. */
    static ByteVector left(ByteVector v, int bits) {
        return v.reinterpretAsInts().lanewise(VectorOperators.LSHL, bits).reinterpretAsBytes();
    }

    /** The lanes whose bit among the lowest sixteen is set. */
    public static VectorMask<Byte> mask(int bits) {
        return VectorMask.fromLong(B, bits & 0xffff);
    }

    /** The half-precision number at {@code at}, of NaN only the usual one. */
    public static float scale(byte[] b, int at) {
        float d = LittleEndian.half(b, at);
        return Float.isNaN(d) ? Float.NaN : d;
    }

    /** Stores d q. */
    static void store(ByteVector q, FloatVector d, float[] dst, int at) {
        for (int part = 0; part < COUNT / L; part++) {
            toFloats(q, part).mul(d).intoArray(dst, at + part * L);
        }
    }

    /** Stores d q + m, rounded twice. */
    static void store(ByteVector q, FloatVector d, FloatVector m, float[] dst, int at) {
        for (int part = 0; part < COUNT / L; part++) {
            toFloats(q, part).mul(d).add(m).intoArray(dst, at + part * L);
        }
    }

    public static FloatVector toFloats(ByteVector q, int part) {
        return (FloatVector) q.convertShape(VectorOperators.B2F, F, part);
    }
}
