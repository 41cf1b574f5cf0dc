package org.menura.onednn;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import org.menura.tensor.cpu.library.MatrixLibrary;

/** oneDNN, one per process. */
final class OneDnn implements MatrixLibrary {
    /** Compiled products that are kept, those used last: a model has some five shapes of weights. */
    private static final int KEPT = 64;

    private final Dnnl dnnl;
    private final MemorySegment engine;
    private final int instructions;
    private final Map<Shape, MatmulPrimitive> products = kept();
    private final Map<RowShape, RowMatmul> rowProducts = kept();

    OneDnn(Dnnl dnnl) {
        this.dnnl = dnnl;
        this.engine = dnnl.engine(Arena.global());
        this.instructions = dnnl.instructionSet();
    }

    private record Shape(int outs, int wStride, int rows, int in) {}

    private record RowShape(int rows, int cols, int inner) {}

    private static <K, V> Map<K, V> kept() {
        return new LinkedHashMap<>(2 * KEPT, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > KEPT;
            }
        };
    }

    /** Returns whether the processor has the instruction sets that its fast kernels need. */
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

    @Override
    public synchronized RowProduct ofRows(int rows, int cols, int inner) {
        return rowProducts.computeIfAbsent(
                new RowShape(rows, cols, inner), shape -> new RowMatmul(dnnl, engine, rows, cols, inner));
    }

    /** Instruction sets of {@code dnnl_cpu_isa_t}, from the least to the most capable. */
    private enum InstructionSet {
        SSE41(0x1, "SSE 4.1"),
        AVX(0x3, "AVX"),
        AVX2(0x7, "AVX2"),
        AVX2_VNNI(0xf, "AVX2 VNNI"),
        AVX2_BF16(0x1f, "AVX2 VNNI 2"),
        AVX512(0x27, "AVX-512"),
        AVX512_VNNI(0x67, "AVX-512 VNNI"),
        AVX512_BF16(0xe7, "AVX-512 BF16"),
        AVX512_FP16(0x1ef, "AVX-512 FP16"),
        AMX(0xfef, "AMX"),
        AMX_FP16(0x1fef, "AMX FP16"),
        AVX10_2(0x201ff, "AVX10.2"),
        AVX10_2_AMX(0x22fff, "AVX10.2 AMX");

        private final int bits;
        private final String label;

        InstructionSet(int bits, String label) {
            this.bits = bits;
            this.label = label;
        }

        /** Its name for people. */
        String label() {
            return label;
        }

        /** Returns whether a processor's {@code bits} include all of this set's. */
        boolean in(int processor) {
            return (processor & bits) == bits;
        }

        /** The most capable of a processor's. */
        static InstructionSet best(int processor) {
            InstructionSet best = SSE41;
            for (InstructionSet set : values()) {
                if (set.in(processor)) {
                    best = set;
                }
            }
            return best;
        }
    }
}
