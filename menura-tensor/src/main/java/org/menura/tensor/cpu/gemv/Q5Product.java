package org.menura.tensor.cpu.gemv;

import static org.menura.tensor.cpu.simd.Lanes.F;
import static org.menura.tensor.cpu.simd.Lanes.L;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.dequant.LittleEndian;
import org.menura.tensor.cpu.dequant.QuantLanes;
import org.menura.tensor.cpu.loops.Primitives;
import org.menura.tensor.cpu.simd.Lanes;

/**
 * {@link Gemv} with Q5_0 weights and so few rows that weights are best left in registers: blocks of a scale, 32 fifth bits
 * and 16 bytes, each with a quant of either half. The bytes are those of {@link Primitives#dot} with decoded weights, which
 * more rows get.
 */
public final class Q5Product extends Gemv {
    /** Rows up to which this is faster. */
    public static final int MOST_ROWS = 3;

    private static final int SIZE = 22;
    private static final int HALF = 16;
    private static final byte FIFTH = 16;

    public Q5Product(Tensor x, Tensor w, float[] out) {
        super(x, w, out);
    }

    @Override
    public void run(int from, int to) {
        byte[] row = rowBuffer();
        for (int o = from; o < to; o++) {
            copy(o, row);
            for (int r = 0; r < rows; r++) {
                out[r * outs + o] = dot(row, in / (2 * HALF), x, x0 + r * in);
            }
        }
    }

    private static float dot(byte[] w, int count, float[] x, int xOffset) {
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = FloatVector.zero(F);
        for (int b = 0; b < count; b++) {
            int block = b * SIZE;
            int x0 = xOffset + b * 2 * HALF;
            FloatVector d = FloatVector.broadcast(F, QuantLanes.scale(w, block));
            int clear = ~LittleEndian.int32(w, block + 2);
            ByteVector q = QuantLanes.load(w, block + 6);
            // What the fifth bit adds is what is subtracted from all.
            ByteVector low = QuantLanes.low(q).sub(FIFTH, QuantLanes.mask(clear));
            ByteVector high = QuantLanes.high(q).sub(FIFTH, QuantLanes.mask(clear >> HALF));
            if (L == HALF) {
                s0 = QuantLanes.toFloats(low, 0).mul(d).fma(FloatVector.fromArray(F, x, x0), s0);
                s1 = QuantLanes.toFloats(high, 0).mul(d).fma(FloatVector.fromArray(F, x, x0 + HALF), s1);
            } else {
                for (int part = 0; part < HALF / L; part += 2) {
                    int k = x0 + part * L;
                    s0 = QuantLanes.toFloats(low, part).mul(d).fma(FloatVector.fromArray(F, x, k), s0);
                    s1 = QuantLanes.toFloats(low, part + 1).mul(d).fma(FloatVector.fromArray(F, x, k + L), s1);
                }
                for (int part = 0; part < HALF / L; part += 2) {
                    int k = x0 + HALF + part * L;
                    s0 = QuantLanes.toFloats(high, part).mul(d).fma(FloatVector.fromArray(F, x, k), s0);
                    s1 = QuantLanes.toFloats(high, part + 1).mul(d).fma(FloatVector.fromArray(F, x, k + L), s1);
                }
            }
        }
        return Lanes.sum(s0.add(s1));
    }
}
