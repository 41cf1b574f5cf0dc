package org.menura.tensor.cpu.matmul;

import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.gemm.FloatPanels;
import org.menura.tensor.cpu.gemm.PackedFloatGemm;
import org.menura.tensor.cpu.library.FoundKernels;
import org.menura.tensor.cpu.library.KernelLibrary;
import org.menura.tensor.cpu.library.MatrixLibrary;
import org.menura.tensor.cpu.work.Workers;
import org.menura.tensor.dtype.DType;

/**
 * The products with enough rows for arithmetic to take longer than reading the weights. Most are left to a {@link
 * MatrixLibrary}; those of float32 weights are not, where a kernel of our own is faster. Serves one thread at a time.
 */
final class NativeGemm {
    /** Rows from which a library is faster. */
    private static final int FEWEST_ROWS = 12;

    /** Rows from which float32 weights are better laid out anew. */
    private static final int FEWEST_ROWS_PACKED = 9;

    /** Rows from which this is worth it for a single product. */
    private static final int FEWEST_ROWS_PACKED_ANEW = 64;

    /** Sizes of a matrix of weights from which on it is. */
    private static final int SMALLEST_SIDE = 32;

    private static final long FEWEST_MULTIPLY_ADDS = 1 << 19;

    /** The share of the heap that float32 weights may take in another layout. */
    private static final int SHARE_OF_HEAP = 4;

    private final Workers workers;
    private final PackedFloatGemm packed;
    private final boolean exact;
    private final boolean allBf16;
    private final boolean brief;
    private long floatsLeft = Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP / Float.BYTES;
    private @Nullable LibraryFloatGemm floats;
    private @Nullable LibraryGemm bf16;
    private @Nullable LibraryRows manyRows;
    private @Nullable LibraryThrough back;
    private @Nullable LibraryOuter weights;
    private @Nullable LibraryBackward both;
    private @Nullable SparseThrough sparse; // its loops load the Vector API

    NativeGemm(Workers workers, PackedFloatGemm packed, ProductOptions options) {
        this.workers = workers;
        this.packed = packed;
        this.exact = options.exact();
        this.allBf16 = options.bf16();
        this.brief = options.brief();
    }

    /** The library, which is loaded when it is first asked for: short prompts never need it. Null if there is none. */
    static @Nullable MatrixLibrary library() {
        return Search.FOUND;
    }

    /** The search for the process's one library. */
    private static final class Search {
        static final @Nullable MatrixLibrary FOUND = find();

        private Search() {}

        private static @Nullable MatrixLibrary find() {
            for (MatrixLibrary.Finder finder :
                    ServiceLoader.load(MatrixLibrary.Finder.class, MatrixLibrary.class.getClassLoader())) {
                MatrixLibrary found = finder.find();
                if (found != null) {
                    return found;
                }
            }
            return null;
        }
    }

    /**
     * {@code out = x · wᵀ}: x [rows, in], w [outs, in] of any type, out [rows, outs].
     *
     * @param as number of rows whose kernels compute; 0 for the rows of x
     * @return whether it was computed
     */
    boolean linear(Tensor x, Tensor w, int as, float[] out) {
        int live = Math.toIntExact(x.shape().rows());
        int rows = live == 0 || as == 0 ? live : as;
        FloatPanels panels = rows < FEWEST_ROWS_PACKED ? FloatPanels.NONE : panels(w);
        if (panels != FloatPanels.NONE) {
            packed.multiply(x.floats(), x.offset(), live, panels, out);
            return true;
        }
        if (!suits(rows, w.shape().cols(), w.dim(0))) {
            return false;
        }
        if (w.onHeap() && packsAnew(rows, as)) {
            packed.multiply(x, w, out);
            return true;
        }
        boolean rounded = rounded(w);
        if (rounded && !exact && !allBf16 && (HalfWeights.stayFloat(w) || slowBf16() && !brief)) {
            // Tiles of machine code are as fast as a library's float32 with many rows, and faster with few.
            return false;
        }
        if (!ready()) {
            return false;
        }
        if (manyRows != null && allBf16 && as == 0 && w.onHeap() && live >= LibraryRows.FEWEST_ROWS) {
            manyRows.multiply(x.floats(), x.offset(), live, w, out);
        } else if (bf16 != null && (allBf16 || rounded)) {
            bf16.multiply(x.floats(), x.offset(), live, w, as > 0, out);
        } else if (floats != null) {
            floats.multiply(x.floats(), x.offset(), live, w, as > 0, out);
        }
        return true;
    }

    /**
     * {@code out = a · b}: a [rows, inner], b [inner, cols], out [rows, cols].
     *
     * @param as number of rows whose kernels compute; 0 for the rows of a
     * @return whether it was computed
     */
    boolean matmul(Tensor a, Tensor b, int as, float[] out) {
        int live = Math.toIntExact(a.shape().rows());
        int rows = live == 0 || as == 0 ? live : as;
        if (!suits(rows, b.dim(0), b.shape().cols())) {
            return false;
        }
        if (packsAnew(rows, as)) {
            packed.matmul(a, b, out);
            return true;
        }
        if (!ready() || floats == null) {
            return false;
        }
        if (back != null && allBf16 && as == 0) {
            back.multiply(a.floats(), a.offset(), live, b, out);
            return true;
        }
        if (bf16 != null && allBf16) {
            bf16.matmul(a.floats(), a.offset(), live, b, true, out);
            return true;
        }
        floats.matmul(a.floats(), a.offset(), live, b, as > 0, out);
        return true;
    }

    /**
     * {@code out = dy · w}: dy [rows, outs], w [outs, in] of any type, out [rows, in]. On the way back as forwards, what
     * meets weights that are no finer than bfloat16, or all where that is asked for, is rounded to it where the processor has
     * bfloat16. Where next to nothing of dy matters, the rest is left out instead, and what is kept stays float32, unless the
     * processor computes it sooner than it is looked through.
     *
     * @return whether it was computed
     */
    boolean through(Tensor dy, Tensor w, float[] out) {
        boolean coarse =
                allBf16 || !w.onHeap() && (w.dtype() == DType.BF16 || w.dtype().blockSize() > 1);
        int rows = Math.toIntExact(dy.shape().rows());
        if (exact || !coarse || !suits(rows, w.dim(0), w.shape().cols())) {
            return false;
        }
        LibraryThrough dense = !slowBf16() && ready() ? back : null;
        boolean tiled = dense != null && tiled();
        if (!tiled && sparse().multiply(dy.floats(), dy.offset(), rows, w, out)) {
            return true;
        }
        if (dense != null) {
            dense.multiply(dy.floats(), dy.offset(), rows, w, out);
        }
        return dense != null;
    }

    /**
     * {@code dw += dyᵀ · x}, if all products are to round to bfloat16: dy [rows, outs], x [rows, in], dw [outs, in].
     *
     * @return whether it was computed
     */
    boolean outer(Tensor dy, Tensor x, Tensor dw) {
        int rows = Math.toIntExact(dy.shape().rows());
        if (exact || !allBf16 || !suits(rows, x.shape().cols(), dw.dim(0)) || !ready() || weights == null) {
            return false;
        }
        weights.add(dy, x, dw);
        return true;
    }

    private SparseThrough sparse() {
        SparseThrough made = sparse;
        if (made == null) {
            sparse = made = new SparseThrough(workers);
        }
        return made;
    }

    /**
     * Both gradients of a linear layer, {@code out = dy · w} and {@code dw += dyᵀ · x}, if all products are to round to bfloat16.
     *
     * @return whether they were computed
     */
    boolean backward(Tensor dy, Tensor x, Tensor w, float[] out, Tensor dw) {
        int rows = Math.toIntExact(dy.shape().rows());
        int outs = w.dim(0);
        if (exact || !allBf16 || !suits(rows, outs, w.shape().cols()) || !ready() || both == null) {
            return false;
        }
        if (outs >= SparseThrough.FEWEST_OUTS && !tiled()) {
            return false; // where next to nothing of dy may matter
        }
        both.multiply(dy, x, w, out, dw);
        return true;
    }

    private static boolean tiled() {
        MatrixLibrary library = library();
        return library != null && library.tiledBf16();
    }

    private static boolean suits(int rows, int in, int outs) {
        return rows >= FEWEST_ROWS
                && in >= SMALLEST_SIDE
                && outs >= SMALLEST_SIDE
                && (long) rows * in * outs >= FEWEST_MULTIPLY_ADDS;
    }

    /**
     * Whether an operand on the heap is laid out for a product of so many rows, and forgotten. Where rows are some of a
     * given number, always: chunks of prompts are usually that large.
     */
    private boolean packsAnew(int rows, int as) {
        return !libraryFirst()
                && !allBf16
                && (as > 0 || rows >= FEWEST_ROWS_PACKED_ANEW)
                && PackedFloatGemm.suitsProcessor();
    }

    /** Whether w has so few bits that activations are rounded to bfloat16 for it. */
    private static boolean rounded(Tensor w) {
        return !w.onHeap()
                && switch (w.dtype()) {
                    case F32, F64, I64, I32 -> false;
                    default -> true;
                };
    }

    /** Float32 weights laid out anew, in memory of their own, while there is enough; none for others. */
    private FloatPanels panels(Tensor w) {
        boolean suitable = !libraryFirst() && PackedFloatGemm.suitsProcessor() && w.dtype() == DType.F32 && !w.onHeap();
        return suitable ? w.prepared(FloatPanels.class, this::makePanels) : FloatPanels.NONE;
    }

    private FloatPanels makePanels(Tensor w) {
        return reserve(w.elements()) ? FloatPanels.of(workers, w) : FloatPanels.NONE;
    }

    /** Whether so many stored weights may be laid out anew; takes the memory for them. */
    boolean reserve(long weights) {
        if (weights > floatsLeft) {
            return false;
        }
        floatsLeft -= weights;
        return true;
    }

    /** Whether a library computes what kernels of our own, once compiled, compute as fast. */
    boolean libraryFirst() {
        return brief && library() != null;
    }

    /** Whether bfloat16, unless asked for, would take longer than float32. */
    private boolean slowBf16() {
        KernelLibrary kernels = exact || allBf16 ? null : FoundKernels.get();
        return kernels != null && kernels.slowBf16();
    }

    private boolean ready() {
        if (floats == null) {
            MatrixLibrary library = library();
            if (library == null) {
                return false;
            }
            boolean rounds = !exact && library.fastBf16() && !slowBf16();
            floats = new LibraryFloatGemm(workers, library);
            bf16 = rounds ? new LibraryGemm(workers, library, brief) : null;
            manyRows = rounds ? new LibraryRows(workers, library) : null;
            back = rounds ? new LibraryThrough(workers, library) : null;
            weights = rounds ? new LibraryOuter(workers, library) : null;
            both = back != null && weights != null ? new LibraryBackward(workers, back, weights) : null;
        }
        return true;
    }
}
