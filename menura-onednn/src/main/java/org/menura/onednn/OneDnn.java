package org.menura.onednn;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Activation;
import org.menura.tensor.cpu.library.MatrixLibrary;

/** oneDNN, one per process. */
final class OneDnn implements MatrixLibrary {
    /** Compiled products that are kept, those used last: a model has some five shapes of weights. */
    private static final int KEPT = 64;

    private final Dnnl dnnl;
    private final MemorySegment engine;
    private final int instructions;
    private final Map<Shape, MatmulPrimitive> products = new Recent<>();
    private final Map<RowShape, RowMatmul> rowProducts = new Recent<>();
    private final Map<Function, InPlacePrimitive> functions = new Recent<>();

    OneDnn(Dnnl dnnl) {
        this.dnnl = dnnl;
        this.engine = dnnl.engine(Arena.global());
        this.instructions = dnnl.instructionSet();
    }

    private record Shape(int outs, int wStride, int rows, int in) {}

    private record RowShape(int rows, int cols, int inner, int rowStride, int colStride, int bStride) {}

    /** What is done to a matrix; null for softmax. */
    private record Function(@Nullable Activation activation, int rows, int cols) {}

    /** Those used last. */
    @SuppressWarnings("serial") // never written
    private static final class Recent<K, V> extends LinkedHashMap<K, V> {
        Recent() {
            super(2 * KEPT, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > KEPT;
        }
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
    public boolean tiledBf16() {
        return InstructionSet.AMX.in(instructions);
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
    public RowProduct ofRows(int rows, int cols, int inner, int bStride) {
        return rowProduct(new RowShape(rows, cols, inner, inner, 1, bStride));
    }

    @Override
    public RowProduct ofColumns(int rows, int cols, int inner, int stride) {
        return rowProduct(new RowShape(rows, cols, inner, 1, stride, cols));
    }

    private synchronized RowMatmul rowProduct(RowShape shape) {
        return rowProducts.computeIfAbsent(
                shape, s -> new RowMatmul(dnnl, engine, s.rows, s.cols, s.inner, s.rowStride, s.colStride, s.bStride));
    }

    @Override
    public void softmax(int rows, int cols, MemorySegment x) {
        function(new Function(null, rows, cols)).run(x);
    }

    @Override
    public boolean has(Activation f) {
        return Curve.of(f) != null;
    }

    @Override
    public void activate(Activation f, int count, MemorySegment x) {
        if (!has(f)) {
            throw new IllegalArgumentException("oneDNN is not asked for " + f);
        }
        function(new Function(f, 1, count)).run(x);
    }

    private synchronized InPlacePrimitive function(Function f) {
        return functions.computeIfAbsent(f, _ -> {
            Curve curve = f.activation == null ? null : Curve.of(f.activation);
            InPlacePrimitive.Description description = curve == null
                    ? (matrix, arena) -> dnnl.softmax(engine, matrix, arena)
                    : (matrix, arena) -> dnnl.eltwise(engine, curve.code, curve.alpha, matrix, arena);
            return new InPlacePrimitive(dnnl, engine, f.rows, f.cols, description);
        });
    }

    /** A function of {@code dnnl_alg_kind_t}. */
    private record Curve(int code, float alpha) {
        static @Nullable Curve of(Activation f) {
            return switch (f) {
                case GELU -> new Curve(0x31, 0);
                case GELU_TANH -> new Curve(0x2b, 0);
                case SILU -> new Curve(0x2c, 1);
                case QUICK_GELU -> new Curve(0x2c, 1.702f);
                case SIGMOID -> new Curve(0x29, 0);
                case TANH -> new Curve(0x21, 0);
                default -> null;
            };
        }
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
