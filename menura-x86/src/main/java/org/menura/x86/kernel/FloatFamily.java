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

    private static final int SUMS = 32;

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
        return isa == Isa.AVX512 ? 8 : 3;
    }

    @Override
    public void constants(Emitter e) {
        // There are none.
    }

    /** Loads 8 or 16 weights. */
    abstract void load(Emitter e, Vec to, Mem from);

    @Override
    public void step(Emitter e, int blocks) {
        int together = e.wide() ? 2 : 1;
        for (int b = 0; b < blocks; b += together) {
            boolean whole = e.wide() && b + 1 < blocks;
            Vec w = whole ? Vec.zmm(b) : Vec.ymm(b);
            load(e, w, e.weights(b * Floats.BLOCK * type.blockBytes()));
            for (int r = 0; r < e.rows(); r++) {
                Vec sum = e.floatSum(r, b);
                Vec to = e.wide() && !whole ? sum.merging(Emitter.FIRST_BLOCK) : sum;
                e.emit(Op.VFMADD231PS, to, e.vec(b), e.floats(r, b));
            }
        }
    }
}
