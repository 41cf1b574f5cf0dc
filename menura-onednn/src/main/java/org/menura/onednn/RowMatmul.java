package org.menura.onednn;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.menura.tensor.cpu.library.MatrixLibrary;

/** A compiled product of one shape, whose operands lie in plain rows: for those that meet only once. */
final class RowMatmul implements MatrixLibrary.RowProduct {
    private final Dnnl dnnl;
    private final MemorySegment engine;
    /** Ends when nothing of this product is reachable any more. */
    private final Arena arena = Arena.ofAuto();

    private final MemorySegment a;
    private final MemorySegment b;
    private final MemorySegment out;
    private final MemorySegment scratchpad;
    private final MemorySegment matmul;
    private final String implementation;
    private final ConcurrentLinkedQueue<Call> calls = new ConcurrentLinkedQueue<>();

    RowMatmul(Dnnl dnnl, MemorySegment engine, int rows, int cols, int inner) {
        this.dnnl = dnnl;
        this.engine = engine;
        dnnl.onThisThreadAlone(); // primitives are planned for the number of threads at this moment
        this.a = dnnl.matrix(rows, inner, Dnnl.BF16, inner, 1, arena);
        this.b = dnnl.matrix(inner, cols, Dnnl.BF16, cols, 1, arena);
        this.out = dnnl.matrix(rows, cols, Dnnl.F32, cols, 1, arena);
        MemorySegment product = dnnl.matmul(engine, a, b, out, arena);
        this.scratchpad = dnnl.layout(product, Dnnl.SCRATCHPAD);
        this.implementation = dnnl.implementation(product, arena);
        this.matmul = dnnl.primitive(product, arena);
    }

    /** oneDNN's name of the kernel. */
    String implementation() {
        return implementation;
    }

    @Override
    public void multiply(MemorySegment left, MemorySegment right, MemorySegment result) {
        Call call = calls.poll();
        if (call == null) {
            int[] roles = {Call.SRC, Call.WEIGHTS, Call.DST, Call.SCRATCHPAD};
            call = new Call(dnnl, engine, arena, roles, a, b, out, scratchpad);
        }
        call.run(matmul, left, right, result);
        calls.add(call);
        Reference.reachabilityFence(this);
    }
}
