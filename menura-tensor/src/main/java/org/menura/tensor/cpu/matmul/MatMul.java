package org.menura.tensor.cpu.matmul;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.dequant.Dequantizer;
import org.menura.tensor.cpu.dequant.WeightRows;
import org.menura.tensor.cpu.gemm.DecodedGemm;
import org.menura.tensor.cpu.gemm.Gemm;
import org.menura.tensor.cpu.gemm.PackedFloatGemm;
import org.menura.tensor.cpu.gemv.Dots;
import org.menura.tensor.cpu.gemv.Gemv;
import org.menura.tensor.cpu.int8.Int8Rows;
import org.menura.tensor.cpu.int8.Int8Weights;
import org.menura.tensor.cpu.library.MatrixLibrary;
import org.menura.tensor.cpu.loops.Primitives;
import org.menura.tensor.cpu.work.Workers;

/**
 * Matrix products: which kernel computes what. With few rows, a product takes as long as reading its weights, and they
 * are read once and where they lie; with many, it takes as long as its arithmetic.
 */
public final class MatMul {
    /** Multiply-adds that are worth handing to another thread. */
    private static final long WORTH_SHARING = 1 << 16;

    /** Rows up to which a product is a dot product for each of them. */
    private static final int FEW_ROWS = 4;

    /** Rows up to which a product is dot products where a kernel reads the weights as they are stored. */
    private static final int FEW_ROWS_STORED = 8;

    /** Rows up to which a product is dot products where activations are rounded. */
    private static final int FEW_ROWS_ROUNDED = 16;

    /** Outputs, and multiply-adds, below which a product is small. */
    private static final int FEW_OUTPUTS = 32;

    private static final long FEW_MULTIPLY_ADDS = 1 << 19;

    /** Entries of a table that are decoded in plain Java. */
    private static final int FEW_ENTRIES = 256;

    private static final MethodHandle LINEARS = linearsHandle();

    /** Not a constant to the compiler, which would else compile what it calls once more for every layer that leads there. */
    private final MethodHandle storedLinears = LINEARS;

    private final Workers workers;
    private final Kernels kernels;
    private @Nullable Gemm gemm;
    private final ProductOptions options;
    private final @Nullable NativeGemm library;
    private final @Nullable StoredProducts stored;
    private final ReentrantLock turn;
    private final PackedFloatGemm packed;
    private @Nullable DecodedGemm decoded; // only gradients need it

    /**
     * The products of a backend.
     *
     * @param turn is taken where products use memory that all threads share
     */
    public MatMul(Workers workers, Kernels kernels, ProductOptions options, ReentrantLock turn) {
        this.turn = turn;
        this.workers = workers;
        this.options = options;
        this.kernels = kernels;
        this.packed = new PackedFloatGemm(workers);
        this.library = options.libraries() ? new NativeGemm(workers, packed, options) : null;
        this.stored = StoredProducts.of(workers, options);
    }

    DecodedGemm decoded() {
        DecodedGemm made = decoded;
        if (made == null) {
            decoded = made = new DecodedGemm(workers, packed);
        }
        return made;
    }

    private Gemm gemm() {
        Gemm made = gemm;
        if (made == null) {
            gemm = made = kernels.gemm(workers);
        }
        return made;
    }

    /** The library that products with many rows are left to; null if there is none. */
    @Nullable
    public MatrixLibrary library() {
        return library == null ? null : NativeGemm.library();
    }

    /** The name of the library that products of stored weights with few rows are left to; null if there is none. */
    public @Nullable String kernelLibrary() {
        return stored == null ? null : stored.name();
    }

    /**
     * Whether weights may be laid out for {@link PackedFloatGemm}, beside what they are stored as; takes the memory for them.
     *
     * @param free whether they take next to none, or for a moment only
     */
    public boolean packs(Tensor w, boolean free) {
        if (library == null || options.bf16() || library.libraryFirst()) {
            return false;
        }
        return w.onHeap() || free || library.reserve(w.elements());
    }

    /** {@code out = x · wᵀ + bias}: x [rows, in], w [outs, in]. */
    public void linear(Tensor x, Tensor w, @Nullable Tensor bias, float[] out) {
        linear(x, w, bias, 0, out);
    }

    /**
     * {@code out = x · wᵀ + bias}: x [rows, in], w [outs, in].
     *
     * @param as number of rows whose kernels compute; 0 for the rows of x. Kernels give a row the same bytes whatever other
     *     rows there are
     */
    public void linear(Tensor x, Tensor w, @Nullable Tensor bias, int as, float[] out) {
        int live = Math.toIntExact(x.shape().rows());
        int rows = as == 0 ? live : as;
        if (live == 0) {
            return;
        }
        int in = x.shape().cols();
        int outs = w.dim(0);
        int grain = grain((long) live * in);
        if (linears(new Tensor[] {x}, new Tensor[] {w}, rows, new float[][] {out})) {
            addBias(bias, live, outs, out);
            return;
        }
        if (!options.exact() && !w.onHeap() && rows > 0 && rows <= FEW_ROWS_ROUNDED && rounded(x, w, out)) {
            addBias(bias, live, outs, out);
            return;
        }
        Gemv asStored = w.onHeap() || rows > FEW_ROWS_STORED ? null : kernels.product(x, w, out);
        if (asStored != null) {
            workers.run(outs, grain, asStored);
        } else if (isSmall(rows, in, outs) && stored != null && stored.unrounded(x, w, out)) {
            // computed, as all rows of a router's are
        } else if (alone(l -> l.linear(x, w, as, out))) {
            // computed
        } else if (rows > FEW_ROWS) {
            gemm().multiply(x.floats(), x.offset(), live, in, WeightRows.of(w), outs, grain, out);
        } else {
            workers.run(outs, grain, (from, to) -> Dots.run(kernels.primitives(), x, w, from, to, out));
        }
        addBias(bias, live, outs, out);
    }

    /**
     * {@code outs[i] = xs[i] · ws[i]ᵀ}, byte for byte as {@link #linear(Tensor, Tensor, Tensor, int, float[])}, where one
     * hand-over to other threads is enough for all.
     *
     * @return whether they were computed, all or none
     */
    public boolean linears(Tensor[] xs, Tensor[] ws, int as, float[][] outs) {
        if (stored == null) {
            return false;
        }
        try {
            return (boolean) storedLinears.invokeExact(stored, xs, ws, as, outs);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle linearsHandle() {
        MethodType type =
                MethodType.methodType(boolean.class, Tensor[].class, Tensor[].class, int.class, float[][].class);
        try {
            return MethodHandles.lookup().findVirtual(StoredProducts.class, "linears", type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Lets the library compute, whose memory all threads share. */
    private boolean alone(Predicate<NativeGemm> product) {
        if (library == null) {
            return false;
        }
        turn.lock();
        try {
            return product.test(library);
        } finally {
            turn.unlock();
        }
    }

    /**
     * {@code out = dy · w}, the gradient of a linear layer's input, if a library multiplies weights of this type: dy [rows,
     * outs], w [outs, in], out [rows, in].
     */
    boolean through(Tensor dy, Tensor w, float[] out) {
        return alone(l -> l.through(dy, w, out));
    }

    /**
     * {@code dw += dyᵀ · x}, the gradient of a linear layer's weights, if products are to round to bfloat16 and a library
     * multiplies it: dy [rows, outs], x [rows, in], dw [outs, in].
     */
    boolean outer(Tensor dy, Tensor x, Tensor dw) {
        return alone(l -> l.outer(dy, x, dw));
    }

    /**
     * {@code out = dy · w} and {@code dw += dyᵀ · x}, both gradients of a linear layer, if products are to round to bfloat16 and a
     * library multiplies it: dy [rows, outs], x [rows, in], w and dw [outs, in], out [rows, in].
     */
    boolean backward(Tensor dy, Tensor x, Tensor w, float[] out, Tensor dw) {
        return alone(l -> l.backward(dy, x, w, out, dw));
    }

    /** With activations rounded to 8 bits, if the weights have a type for that. */
    private boolean rounded(Tensor x, Tensor w, float[] out) {
        Int8Weights weights = Int8Weights.suit(w.dtype()) ? kernels.rounded(w, workers) : null;
        if (weights == null) {
            return false;
        }
        Int8Rows rows = new Int8Rows(x, kernels.primitives());
        int parts = weights.parts();
        long perPart = (long) rows.rows * rows.in * Math.ceilDiv(w.dim(0), Math.max(1, parts));
        workers.run(parts, grain(perPart), (from, to) -> weights.multiply(rows, from, to, out));
        return true;
    }

    private static void addBias(@Nullable Tensor bias, int rows, int outs, float[] out) {
        if (bias == null) {
            return;
        }
        float[] b = bias.floats();
        int b0 = bias.offset();
        for (int r = 0; r < rows; r++) {
            int o0 = r * outs;
            for (int o = 0; o < outs; o++) {
                out[o0 + o] += b[b0 + o];
            }
        }
    }

    /** Whether a product is over before kernels for many rows are worth their start. */
    static boolean isSmall(int rows, int in, int outs) {
        return outs < FEW_OUTPUTS || (long) rows * in * outs < FEW_MULTIPLY_ADDS;
    }

    /** {@code out = a · b}: a [rows, inner], b [inner, cols]. */
    public void matmul(Tensor a, Tensor b, float[] out) {
        matmul(a, b, 0, out);
    }

    /** {@code out = a · b} by the kernels for {@code as} rows; see {@link #linear(Tensor, Tensor, Tensor, int, float[])}. */
    public void matmul(Tensor a, Tensor b, int as, float[] out) {
        int rows = Math.toIntExact(a.shape().rows());
        int inner = a.shape().cols();
        int cols = b.shape().cols();
        int grain = grain((long) rows * inner);
        if (alone(l -> l.matmul(a, b, as, out))) {
            return;
        }
        if ((rows == 0 || as == 0 ? rows : as) > FEW_ROWS) {
            gemm().multiply(a.floats(), a.offset(), rows, inner, WeightRows.ofColumns(b), cols, grain, out);
            return;
        }
        Primitives p = kernels.primitives();
        workers.run(cols, grain, (from, to) -> {
            for (int r = 0; r < rows; r++) {
                Arrays.fill(out, r * cols + from, r * cols + to, 0);
            }
            for (int i = 0; i < inner; i++) {
                for (int r = 0; r < rows; r++) {
                    float factor = a.floats()[a.offset() + r * inner + i];
                    int b0 = b.offset() + i * cols + from;
                    p.axpy(factor, b.floats(), b0, out, r * cols + from, to - from);
                }
            }
        });
    }

    /** Returns how many tasks of so many multiply-adds are worth handing to another thread. */
    static int grain(long multiplyAdds) {
        return Workers.grain(WORTH_SHARING, multiplyAdds);
    }

    /** Rows {@code ids} of a table of any type. */
    public static void embedding(Tensor table, int[] ids, float[] out) {
        int width = table.shape().cols();
        int entries = table.dim(0);
        // Both decode to the same bits; the codec has no need to be compiled first.
        WeightRows rows = ids.length <= FEW_ENTRIES ? Dequantizer.plain(table)::readFloats : WeightRows.of(table);
        for (int i = 0; i < ids.length; i++) {
            int id = ids[i];
            if (id < 0 || id >= entries) {
                throw new IllegalArgumentException("id %d is not among the %d entries".formatted(id, entries));
            }
            rows.read(id, 1, 0, width, out, i * width, width);
        }
    }
}
