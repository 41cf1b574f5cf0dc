package org.menura.onednn;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.menura.tensor.cpu.library.MatrixLibrary;

/** A compiled product of one shape, whose operands lie in plain rows: for those that meet only once. */
final class RowMatmul implements MatrixLibrary.RowProduct {
    private final Primitive product;
    private final String implementation;

    /** The distances between a's rows and its columns are {@code rowStride} and {@code colStride} elements. */
    RowMatmul(
            Dnnl dnnl, MemorySegment engine, int rows, int cols, int inner, int rowStride, int colStride, int bStride) {
        Arena arena = Arena.ofAuto(); // ends when nothing of this product is reachable any more
        dnnl.onThisThreadAlone(); // primitives are planned for the number of threads at this moment
        MemorySegment a = dnnl.matrix(rows, inner, Dnnl.BF16, rowStride, colStride, arena);
        MemorySegment b = dnnl.matrix(inner, cols, Dnnl.BF16, bStride, 1, arena);
        MemorySegment out = dnnl.matrix(rows, cols, Dnnl.F32, cols, 1, arena);
        MemorySegment description = dnnl.matmul(engine, a, b, out, arena);
        MemorySegment scratchpad = dnnl.layout(description, Dnnl.SCRATCHPAD);
        this.implementation = dnnl.implementation(description, arena);
        this.product = new Primitive(dnnl, engine, arena, description, Call.PRODUCT, a, b, out, scratchpad);
    }

    /** oneDNN's name of the kernel. */
    String implementation() {
        return implementation;
    }

    @Override
    public void multiply(MemorySegment left, MemorySegment right, MemorySegment result) {
        product.run(left, right, result);
    }
}
