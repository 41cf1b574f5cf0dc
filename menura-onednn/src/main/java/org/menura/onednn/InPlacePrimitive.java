package org.menura.onednn;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A compiled function of a matrix of one shape, in float32 and in place. */
final class InPlacePrimitive {
    private final Dnnl dnnl;
    private final MemorySegment engine;
    /** Ends when nothing of this function is reachable any more. */
    private final Arena arena = Arena.ofAuto();

    private final MemorySegment matrix;
    private final MemorySegment scratchpad;
    private final MemorySegment primitive;
    private final ConcurrentLinkedQueue<Call> calls = new ConcurrentLinkedQueue<>();

    /** Describes the function of a matrix. */
    @FunctionalInterface
    interface Description {
        MemorySegment of(MemorySegment matrix, Arena arena);
    }

    InPlacePrimitive(Dnnl dnnl, MemorySegment engine, int rows, int cols, Description function) {
        this.dnnl = dnnl;
        this.engine = engine;
        dnnl.onThisThreadAlone(); // primitives are planned for the number of threads at this moment
        this.matrix = dnnl.matrix(rows, cols, Dnnl.F32, cols, 1, arena);
        MemorySegment description = function.of(matrix, arena);
        this.scratchpad = dnnl.layout(description, Dnnl.SCRATCHPAD);
        this.primitive = dnnl.primitive(description, arena);
    }

    /** Replaces a matrix, which lies outside the heap. */
    void run(MemorySegment x) {
        Call call = calls.poll();
        if (call == null) {
            int[] roles = {Call.SRC, Call.DST, Call.SCRATCHPAD};
            call = new Call(dnnl, engine, arena, roles, matrix, matrix, scratchpad);
        }
        call.run(primitive, x, x);
        calls.add(call);
        Reference.reachabilityFence(this);
    }
}
