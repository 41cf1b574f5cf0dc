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
                    range(state, s0, all),
                    range(along, a0, selective ? all : width),
                    range(out, o0, width),
                    MemorySegment.ofArray(work),
                    range(work, shape.inputs(), work.length - shape.inputs()),
                    width);
        }
    }

    /** The elements of an array from {@code at} on. */
    private static MemorySegment range(float[] array, int at, int n) {
        return MemorySegment.ofArray(array).asSlice((long) at * Float.BYTES, (long) n * Float.BYTES);
    }
}
