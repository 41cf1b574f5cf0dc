package org.menura.onednn;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.menura.tensor.cpu.library.MatrixLibrary;

/**
 * A compiled product of one shape. x stands on the right, where oneDNN wants its own layout: it is the one that is used
 * many times, and so the weights may be plain rows.
 */
final class MatmulPrimitive implements MatrixLibrary.PackedProduct {
    private final Dnnl dnnl;
    private final MemorySegment engine;
    /** Ends when nothing of this product is reachable any more. */
    private final Arena arena = Arena.ofAuto();

    private final MemorySegment x;
    private final MemorySegment packedX;
    private final MemorySegment w;
    private final MemorySegment out;
    private final MemorySegment scratchpad;
    private final MemorySegment matmul;
    private final MemorySegment reorder;
    private final String implementation;
    private final ConcurrentLinkedQueue<Call> products = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Call> reorders = new ConcurrentLinkedQueue<>();

    MatmulPrimitive(Dnnl dnnl, MemorySegment engine, int outs, int wStride, int rows, int in) {
        this.dnnl = dnnl;
        this.engine = engine;
        dnnl.onThisThreadAlone(); // primitives are planned for the number of threads at this moment
        this.w = dnnl.matrix(outs, in, Dnnl.BF16, wStride, 1, arena);
        this.out = dnnl.matrix(outs, rows, Dnnl.F32, rows, 1, arena);
        this.x = dnnl.matrix(in, rows, Dnnl.F32, 1, in, arena);
        MemorySegment product = dnnl.matmul(engine, w, dnnl.anyMatrix(in, rows, Dnnl.BF16, arena), out, arena);
        this.packedX = dnnl.layout(product, Dnnl.WEIGHTS);
        this.scratchpad = dnnl.layout(product, Dnnl.SCRATCHPAD);
        this.implementation = dnnl.implementation(product, arena);
        this.matmul = dnnl.primitive(product, arena);
        this.reorder = dnnl.primitive(dnnl.reorder(engine, x, packedX, arena), arena);
    }

    /** oneDNN's name of the kernel. */
    String implementation() {
        return implementation;
    }

    @Override
    public long packedBytes() {
        return dnnl.bytes(packedX);
    }

    @Override
    public void pack(MemorySegment from, MemorySegment packed) {
        Call call = reorders.poll();
        if (call == null) {
            call = new Call(dnnl, engine, arena, new int[] {Call.SRC, Call.DST}, x, packedX);
        }
        call.run(reorder, from, packed);
        reorders.add(call);
        Reference.reachabilityFence(this);
    }

    @Override
    public void multiply(MemorySegment weights, MemorySegment packed, MemorySegment result) {
        Call call = products.poll();
        if (call == null) {
            int[] roles = {Call.SRC, Call.WEIGHTS, Call.DST, Call.SCRATCHPAD};
            call = new Call(dnnl, engine, arena, roles, w, packedX, out, scratchpad);
        }
        call.run(matmul, weights, packed, result);
        products.add(call);
        Reference.reachabilityFence(this);
    }
}
