package org.menura.x86.kernel;

import java.util.Map;
import org.menura.tensor.dtype.DType;
import org.menura.x86.asm.Op;

/** Q4_K: each 32 bytes hold a group in their low and the next one in their high nibbles. */
final class Q4KFormat implements GroupFormat {
    private static final int QUANTS_AT = 16;
    private static final int GROUP = 32;

    @Override
    public DType type() {
        return DType.Q4_K;
    }

    @Override
    public int gain(int block) {
        // High nibbles are taken where they are.
        return block % 2 == 0 ? 1 : 16;
    }

    @Override
    public void add(Map<String, byte[]> constants, boolean wide) {
        PackedScales.add(constants, wide);
        if (wide) {
            constants.put("quants", Data.bytes(64, i -> i < GROUP ? 0x0f : 0xf0));
        } else {
            constants.put("even", Data.bytes(GROUP, _ -> 0x0f));
            constants.put("odd", Data.bytes(GROUP, _ -> 0xf0));
        }
    }

    @Override
    public void keep(Emitter e) {
        e.keep(KEPT, "quants");
    }

    @Override
    public void heads(Emitter e, int part, int blocks) {
        PackedScales.heads(this, e);
    }

    @Override
    public void decode(Emitter e, int chunk, int blocks) {
        if (e.wide()) {
            e.load(chunk, QUANTS_AT + chunk * GROUP);
            e.emit(Op.VPANDD, e.vec(chunk), e.vec(chunk), e.vec(KEPT));
            return;
        }
        e.load(W, QUANTS_AT + chunk / 2 * GROUP);
        boolean odd = chunk % 2 == 1;
        if (odd && e.isa() == Isa.AVX2) {
            // Products of larger bytes would not fit vpmaddubsw's words.
            e.shift(W, -4);
            odd = false;
        }
        e.emit(Op.VPAND, e.vec(W), e.vec(W), e.constant(odd ? "odd" : "even"));
    }
}
