package org.menura.x86;

import java.lang.foreign.MemorySegment;
import org.menura.tensor.cpu.library.DeltaSteps;

/** Steps of RWKV-7 for heads of one size. What is handed to machine code is checked here. */
record X86Delta(int d, MemorySegment advance, MemorySegment back) implements DeltaSteps {
    @Override
    public void advance(float[] state, int s0, float[] next, int n0, float[] inputs, int i0) {
        MemorySegment none = MemorySegment.NULL;
        Calls.five(advance, rows(state, s0, d), rows(next, n0, d), rows(inputs, i0, INPUTS), none, none, 0);
    }

    @Override
    public void back(float[] states, int s0, float[] carried, float[] inputs, int i0, float[] gradients) {
        Calls.five(
                back,
                rows(states, s0, 2 * d),
                rows(carried, 0, d),
                rows(inputs, i0, INPUTS),
                rows(gradients, 0, GRADIENTS),
                MemorySegment.NULL,
                0);
    }

    /** Rows of an array from {@code at} on. */
    private MemorySegment rows(float[] array, int at, int count) {
        return Calls.range(array, at, count * d);
    }
}
