package org.menura.x86;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.menura.tensor.cpu.library.RecurrentStep;

/** A step of one shape. What is handed to machine code is checked here. */
record X86Recurrent(Shape shape, MemorySegment code) implements RecurrentStep {
    @Override
    public void run(float[] state, int s0, float[] along, int a0, float[] out, int o0, float[] work, int width) {
        boolean selective = shape.kind() == Kind.SELECTIVE;
        Objects.checkIndex(width, 1 + Math.min(shape.stride(), selective ? TILE : Integer.MAX_VALUE - 1));
        Objects.checkFromIndexSize(0, shape.size(), work.length);
        int all = Math.addExact(Math.multiplyExact(shape.rows() - 1, shape.stride()), width);
        if (width > 0) {
            Calls.five(
                    code,
                    Calls.range(state, s0, all),
                    Calls.range(along, a0, selective ? all : width),
                    Calls.range(out, o0, width),
                    MemorySegment.ofArray(work),
                    Calls.range(work, shape.inputs(), work.length - shape.inputs()),
                    width);
        }
    }
}
