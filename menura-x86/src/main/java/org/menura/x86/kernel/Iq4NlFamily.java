package org.menura.x86.kernel;

import org.menura.tensor.dtype.DType;

/** IQ4_NL: a 16-bit scale and codes of unevenly spaced values. */
final class Iq4NlFamily extends CodeFamily {
    private static final int BYTES = 18;

    Iq4NlFamily() {
        super(BYTES, 2);
    }

    @Override
    public DType type() {
        return DType.IQ4_NL;
    }

    @Override
    byte[] values(int count, int more) {
        return Iq4Table.vector(count, more);
    }

    @Override
    void scales(Emitter e, int block, int blocks) {
        e.halfScales(SCALES, blocks, block * BYTES, (block + 1) * BYTES);
    }
}
