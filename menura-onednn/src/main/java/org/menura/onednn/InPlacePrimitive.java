package org.menura.onednn;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A compiled function of a matrix of one shape, in float32 and in place. */
final class InPlacePrimitive {
    private final Primitive function;

    /** Describes the function of a matrix. */
    @FunctionalInterface
    interface Description {
        MemorySegment of(MemorySegment matrix, Arena arena);
    }

    InPlacePrimitive(Dnnl dnnl, MemorySegment engine, int rows, int cols, Description function) {
        Arena arena = Arena.ofAuto(); // ends when nothing of this function is reachable any more
        dnnl.onThisThreadAlone(); // primitives are planned for the number of threads at this moment
        MemorySegment matrix = dnnl.matrix(rows, cols, Dnnl.F32, cols, 1, arena);
        MemorySegment description = function.of(matrix, arena);
        MemorySegment scratchpad = dnnl.layout(description, Dnnl.SCRATCHPAD);
        int[] roles = {Call.SRC, Call.DST, Call.SCRATCHPAD};
        this.function = new Primitive(dnnl, engine, arena, description, roles, matrix, matrix, scratchpad);
    }

    /** Replaces a matrix, which lies outside the heap. */
    void run(MemorySegment x) {
        function.run(x, x);
    }
}
