package org.menura.onednn;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import org.menura.tensor.cpu.MatrixLibrary;

/** oneDNN, one per process. */
final class OneDnn implements MatrixLibrary {
    /** Compiled products that are kept, those used last: a model has some five shapes of weights. */
    private static final int KEPT = 64;

    private final Dnnl dnnl;
    private final MemorySegment engine;
    private final int instructions;
    private final Map<Shape, MatmulPrimitive> products = new LinkedHashMap<>(2 * KEPT, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Shape, MatmulPrimitive> eldest) {
            return size() > KEPT;
        }
    };

    OneDnn(Dnnl dnnl) {
        this.dnnl = dnnl;
        this.engine = dnnl.engine(Arena.global());
        this.instructions = dnnl.instructionSet();
    }

    private record Shape(int outs, int wStride, int rows, int in) {}

    /** Whether the processor has what its fast kernels need. */
    boolean suitsProcessor() {
        return InstructionSet.AVX2.in(instructions);
    }

    @Override
    public String name() {
        int[] version = dnnl.version();
        return "oneDNN %d.%d (%s)"
                .formatted(
                        version[0],
                        version[1],
                        InstructionSet.best(instructions).label());
    }

    @Override
    public boolean fastBf16() {
        return InstructionSet.AVX512_BF16.in(instructions) || InstructionSet.AVX2_BF16.in(instructions);
    }

    @Override
    public void multiply(
            int rows,
            int cols,
            int inner,
            MemorySegment a,
            int aStride,
            MemorySegment b,
            int bStride,
            boolean transposed,
            MemorySegment out,
            int outStride) {
        dnnl.sgemm(transposed, rows, cols, inner, a, aStride, b, bStride, out, outStride);
    }

    @Override
    public synchronized PackedProduct packed(int outs, int wStride, int rows, int in) {
        return products.computeIfAbsent(
                new Shape(outs, wStride, rows, in),
                shape -> new MatmulPrimitive(dnnl, engine, outs, wStride, rows, in));
    }
}
