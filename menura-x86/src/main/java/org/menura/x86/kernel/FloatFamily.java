package org.menura.x86.kernel;

import org.menura.tensor.dtype.DType;
import org.menura.x86.asm.Mem;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;

/** Weights that are floats of 32 or 16 bits, with activations as they are. */
enum FloatFamily implements BlockFamily {
    F32(DType.F32) {
        @Override
        void load(Emitter e, Vec to, Mem from) {
            e.emit(Op.VMOVUPS, to, from);
        }
    },
    F16(DType.F16) {
        @Override
        void load(Emitter e, Vec to, Mem from) {
            e.emit(Op.VCVTPH2PS, to, from);
        }
    },
    BF16(DType.BF16) {
        @Override
        void load(Emitter e, Vec to, Mem from) {
            e.emit(Op.VPMOVZXWD, to, from);
            e.emit(Op.VPSLLD, to, to, Emitter.imm(16));
        }
    };

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
        return 2;
    }

    @Override
    public int stepsPerTurn() {
        return 8;
    }

    @Override
    public void constants(Emitter e) {
        // There are none.
    }

    /** Loads 8 or 16 weights. */
    abstract void load(Emitter e, Vec to, Mem from);

    @Override
    public void step(Emitter e, int blocks) {
        if (!e.wide()) {
            for (int b = 0; b < blocks; b++) {
                load(e, Vec.ymm(b), e.weights(b * Floats.BLOCK * type.blockBytes()));
                for (int r = 0; r < e.rows(); r++) {
                    e.emit(Op.VFMADD231PS, e.sum(r, b), Vec.ymm(b), e.floats(r, b));
                }
            }
            return;
        }
        load(e, blocks == 1 ? Vec.ymm(0) : Vec.zmm(0), e.weights(0));
        for (int r = 0; r < e.rows(); r++) {
            Vec sum = blocks == 1 ? e.sum(r).merging(Emitter.FIRST_BLOCK) : e.sum(r);
            e.emit(Op.VFMADD231PS, sum, Vec.zmm(0), e.floats(r, 0));
        }
    }
}
