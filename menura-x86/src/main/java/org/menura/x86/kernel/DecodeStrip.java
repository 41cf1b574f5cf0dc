package org.menura.x86.kernel;

import org.menura.x86.asm.Condition;
import org.menura.x86.asm.Gpr;
import org.menura.x86.asm.Label;
import org.menura.x86.asm.Mem;
import org.menura.x86.asm.Op;

/**
 * Writes how a {@link Strip} becomes numbers: {@code void decode(strip, out, bytes from row to row of out, -, -, rows)}. Product and
 * minimum are rounded one after the other, as codecs do.
 */
final class DecodeStrip {
    private static final Gpr BYTES = Gpr.R10;
    private static final Gpr SCALES = Gpr.R11;
    private static final Gpr MINIMA = Gpr.RAX;
    private static final Gpr TO = Gpr.RCX;
    private static final Gpr COUNT = Gpr.R8;

    /** Registers: scale and minimum of a group, two vectors of weights, and what rounding takes. */
    private static final int SCALE = 0;

    private static final int MINIMUM = 1;
    private static final int WEIGHTS = 2;
    private static final int SPARE = 4;

    private final FloatCode c;
    private final Strip strip;
    private final int zero;
    private final boolean rounded;

    private DecodeStrip(Strip strip, int zero, boolean rounded, Isa isa) {
        this.c = new FloatCode(isa);
        this.strip = strip;
        this.zero = zero;
        this.rounded = rounded;
    }

    /**
     * Writes it.
     *
     * @param zero see {@link BlockFamily#zero}
     * @param rounded whether numbers are bfloat16 rather than floats
     */
    static byte[] write(Strip strip, int zero, boolean rounded, Isa isa) {
        return new DecodeStrip(strip, zero, rounded, isa).code();
    }

    private byte[] code() {
        Unpacked format = strip.format();
        Bf16Code bf16 = rounded ? new Bf16Code(c) : null;
        if (zero != 0) {
            c.constants(Float.intBitsToFloat(zero));
        }
        Label row = new Label();
        Label block = new Label();
        c.a.bind(row);
        c.a.mov(BYTES, FloatCode.A);
        c.a.lea(SCALES, Mem.at(FloatCode.A, strip.scalesAt()));
        c.a.lea(MINIMA, Mem.at(FloatCode.A, strip.minimaAt()));
        c.a.mov(TO, FloatCode.B);
        c.a.mov(COUNT, strip.blocks());
        c.a.bind(block);
        int lanes = c.lanes();
        int width = rounded ? Short.BYTES : Float.BYTES;
        for (int i = 0; i < Rounded.BLOCK; i += 2 * lanes) {
            weights(WEIGHTS, i);
            weights(WEIGHTS + 1, i + lanes);
            if (bf16 != null) {
                bf16.store(Mem.at(TO, i * width), WEIGHTS, WEIGHTS + 1, SPARE);
            } else {
                c.store(Mem.at(TO, i * width), WEIGHTS);
                c.store(Mem.at(TO, (i + lanes) * width), WEIGHTS + 1);
            }
        }
        c.a.add(BYTES, strip.blockBytes());
        c.a.add(SCALES, format.groups() * Float.BYTES);
        c.a.add(MINIMA, format.groups() * Float.BYTES);
        c.a.add(TO, Rounded.BLOCK * width);
        c.a.sub(COUNT, 1);
        c.a.branch(Condition.NOT_EQUAL, block);
        c.a.add(FloatCode.A, strip.stride());
        c.a.add(FloatCode.B, FloatCode.C);
        c.a.sub(FloatCode.N, 1);
        c.a.branch(Condition.NOT_EQUAL, row);
        return c.end();
    }

    /** Whether groups have a minimum that is read. */
    private boolean least() {
        return zero == 0 && strip.format().least();
    }

    /** Decodes a vector of weights of a block, from the i-th on. */
    private void weights(int to, int i) {
        Unpacked format = strip.format();
        int perGroup = Rounded.BLOCK / format.groups();
        if (i % perGroup == 0) {
            int at = i / perGroup * Float.BYTES;
            c.emit(Op.VBROADCASTSS, c.vec(SCALE), Mem.at(SCALES, at));
            if (least()) {
                c.emit(Op.VBROADCASTSS, c.vec(MINIMUM), Mem.at(MINIMA, at));
            }
        }
        Op widen = format.bytes() == 1 ? Op.VPMOVZXBD : Op.VPMOVSXWD;
        c.emit(widen, c.vec(to), Mem.at(BYTES, i * format.bytes()));
        if (zero != 0) {
            c.op(Op.VPSUBD, to, to, Float.intBitsToFloat(zero));
        }
        c.emit(Op.VCVTDQ2PS, c.vec(to), c.vec(to));
        c.op(Op.VMULPS, to, to, SCALE);
        if (least()) {
            c.op(format.minimum() == Unpacked.Minimum.ADDED ? Op.VADDPS : Op.VSUBPS, to, to, MINIMUM);
        }
    }
}
