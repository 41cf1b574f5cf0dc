package org.menura.x86.kernel;

import org.menura.tensor.dtype.DType;
import org.menura.x86.asm.Assembler;
import org.menura.x86.asm.Mem;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;

/** Weights that are floats of 32 or 16 bits, with activations as they are. */
enum FloatFamily implements BlockFamily {
    F32(DType.F32) {
        @Override
        void load(Assembler a, Vec to, Mem from) {
            a.emit(Op.VMOVUPS, to, from);
        }
    },
    F16(DType.F16) {
        @Override
        void load(Assembler a, Vec to, Mem from) {
            a.emit(Op.VCVTPH2PS, to, from);
        }
    },
    BF16(DType.BF16) {
        @Override
        void load(Assembler a, Vec to, Mem from) {
            a.emit(Op.VPMOVZXWD, to, from);
            a.emit(Op.VPSLLD, to, to, Emitter.imm(16));
        }
    };

    private static final int SUMS = 32;

    /** The most outputs at once: with four rows, their sums take 24 of 32 registers. */
    private static final int MOST_OUTPUTS = 3;

    private final DType type;

    FloatFamily(DType type) {
        this.type = type;
    }

    @Override
    public DType type() {
        return type;
    }

    @Override
    public boolean rounded() {
        return false;
    }

    @Override
    public int blocksPerStep() {
        return SUMS / Floats.BLOCK;
    }

    @Override
    public int rowsAtOnce(Isa isa) {
        return isa == Isa.AVX512 ? 4 : 3;
    }

    @Override
    public int outputsAtOnce(Isa isa, int rows) {
        // A single row takes as long as its weights, which the processor asks for best where they follow each other.
        if (isa != Isa.AVX512 || rows == 1) {
            return 1;
        }
        return rows <= rowsAtOnce(isa) ? 2 : MOST_OUTPUTS;
    }

    @Override
    public void constants(Emitter e) {
        // There are none.
    }

    /** Loads 8 or 16 weights. */
    abstract void load(Assembler a, Vec to, Mem from);

    @Override
    public void step(Emitter e, int blocks) {
        int together = e.wide() ? 2 : 1;
        for (int b = 0; b < blocks; b += together) {
            boolean half = e.wide() && b + 1 == blocks;
            if (e.outputs() == 1) {
                one(e, b, half);
            } else {
                several(e, b, half);
            }
        }
    }

    private void one(Emitter e, int b, boolean half) {
        load(e.assembler(), half || !e.wide() ? Vec.ymm(b) : Vec.zmm(b), weights(e, 0, b));
        for (int r = 0; r < e.rows(); r++) {
            e.emit(Op.VFMADD231PS, sum(e, 0, r, b, half), e.vec(b), e.floats(r, b));
        }
    }

    private void several(Emitter e, int b, boolean half) {
        for (int o = 0; o < e.outputs(); o++) {
            load(e.assembler(), half ? Vec.ymm(o) : Vec.zmm(o), weights(e, o, b));
        }
        for (int r = 0; r < e.rows(); r++) {
            Vec x = e.vec(MOST_OUTPUTS + r % 2);
            e.emit(Op.VMOVUPS, half ? x.zeroing(Emitter.FIRST_BLOCK) : x, e.floats(r, b));
            for (int o = 0; o < e.outputs(); o++) {
                e.emit(Op.VFMADD231PS, sum(e, o, r, b, half), e.vec(o), x);
            }
        }
    }

    private Mem weights(Emitter e, int output, int b) {
        return e.weights(output, b * Floats.BLOCK * type.blockBytes());
    }

    private static Vec sum(Emitter e, int output, int row, int b, boolean half) {
        Vec sum = e.floatSum(output, row, b);
        return half ? sum.merging(Emitter.FIRST_BLOCK) : sum;
    }
}
