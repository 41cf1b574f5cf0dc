package org.menura.x86;

import java.lang.foreign.MemorySegment;
import org.menura.x86.code.CodeMemory;
import org.menura.x86.kernel.Isa;
import org.menura.x86.kernel.RopeRow;

/** Rotations of the pairs of rows and the way back through them, written when they are first asked for. Ranges are checked here. */
final class Rotations {
    private static final MemorySegment NONE = MemorySegment.NULL;

    private final WrittenCode<RopeRow> code;

    Rotations(CodeMemory memory, Isa isa) {
        this.code = new WrittenCode<>(memory, shape -> shape.write(isa));
    }

    /**
     * Rotates a row of x [heads, dim] to out.
     *
     * @return whether there is code for it
     * @throws IndexOutOfBoundsException if the elements lie outside of an array
     */
    boolean turn(RopeRow shape, int heads, float[] x, int x0, float[] angles, int a0, float[] out, int o0) {
        MemorySegment found = heads > 0 && shape.exists() ? code.find(shape) : null;
        if (found == null) {
            return false;
        }
        int n = Math.multiplyExact(heads, shape.dim());
        MemorySegment turned = Calls.range(angles, a0, 2 * shape.pairs());
        Calls.five(found, Calls.range(x, x0, n), turned, Calls.range(out, o0, n), NONE, NONE, heads);
        return true;
    }
}
