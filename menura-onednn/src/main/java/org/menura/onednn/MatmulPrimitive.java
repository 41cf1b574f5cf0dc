package org.menura.onednn;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.menura.tensor.cpu.library.MatrixLibrary;

/**
 * A compiled product of one shape. x stands on the right, where oneDNN wants its own layout: it is the one that is used
 * many times, and so the weights may be plain rows.
 */
final class MatmulPrimitive implements MatrixLibrary.PackedProduct {
    private final Dnnl dnnl;
    private final MemorySegment packedX;
    private final Primitive product;
    private final Primitive reorder;
    private final String implementation;

    MatmulPrimitive(Dnnl dnnl, MemorySegment engine, int outs, int wStride, int rows, int in) {
        this.dnnl = dnnl;
        Arena arena = Arena.ofAuto(); // ends when nothing of this product is reachable any more
        dnnl.onThisThreadAlone(); // primitives are planned for the number of threads at this moment
        MemorySegment w = dnnl.matrix(outs, in, Dnnl.BF16, wStride, 1, arena);
        MemorySegment out = dnnl.matrix(outs, rows, Dnnl.F32, rows, 1, arena);
        MemorySegment x = dnnl.matrix(in, rows, Dnnl.F32, 1, in, arena);
        MemorySegment description = dnnl.matmul(engine, w, dnnl.anyMatrix(in, rows, Dnnl.BF16, arena), out, arena);
        this.packedX = dnnl.layout(description, Dnnl.WEIGHTS);
        MemorySegment scratchpad = dnnl.layout(description, Dnnl.SCRATCHPAD);
        this.implementation = dnnl.implementation(description, arena);
        this.product = new Primitive(dnnl, engine, arena, description, Call.PRODUCT, w, packedX, out, scratchpad);
        int[] roles = {Call.SRC, Call.DST};
        this.reorder = new Primitive(dnnl, engine, arena, dnnl.reorder(engine, x, packedX, arena), roles, x, packedX);
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
        reorder.run(from, packed);
    }

    @Override
    public void multiply(MemorySegment weights, MemorySegment packed, MemorySegment result) {
        product.run(weights, packed, result);
    }
}
