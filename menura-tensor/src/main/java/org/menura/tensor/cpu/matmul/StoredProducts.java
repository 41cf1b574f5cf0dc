package org.menura.tensor.cpu.matmul;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.library.FoundKernels;
import org.menura.tensor.cpu.library.KernelLibrary;
import org.menura.tensor.cpu.work.Workers;

/** The products of stored weights that a {@link KernelLibrary} computes. */
final class StoredProducts {
    /** Rows up to which it is faster with rounded activations. */
    private static final int MOST_ROWS_ROUNDED = 16;

    /** Rows up to which it is with others. */
    private static final int MOST_ROWS = 8;

    /** Multiply-adds that are worth handing to another thread: a microsecond's. */
    private static final long WORTH_SHARING = 1 << 15;

    private static final long LINE = 64;

    private final Workers workers;
    private final KernelLibrary library;
    private final boolean exact;

    /** Memory for activations, that of the last product. */
    private final AtomicReference<@Nullable MemorySegment> spare = new AtomicReference<>();

    private StoredProducts(Workers workers, KernelLibrary library, boolean exact) {
        this.workers = workers;
        this.library = library;
        this.exact = exact;
    }

    /** The products of a backend; null if it is not to have them, or there is no library. */
    static @Nullable StoredProducts of(Workers workers, ProductOptions options) {
        KernelLibrary library = options.kernels() ? FoundKernels.get() : null;
        return library == null ? null : new StoredProducts(workers, library, options.exact());
    }

    /** The name of the library, for people. */
    String name() {
        return library.name();
    }

    /**
     * {@code outs[i] = xs[i] · ws[i]ᵀ}: x [rows, in], w [outs, in] of any type, out [rows, outs].
     *
     * @param as number of rows whose kernels compute; 0 for as many as there are
     * @return whether they were computed, all or none
     */
    boolean linears(Tensor[] xs, Tensor[] ws, int as, float[][] outs) {
        if (xs.length == 1) {
            int rows = as == 0 ? Math.toIntExact(xs[0].shape().rows()) : as;
            KernelLibrary.TiledProduct product = many(ws[0], rows);
            if (product != null) {
                tiled(product, xs[0], ws[0], outs[0]);
                return true;
            }
        }
        KernelLibrary.Product[] products = new KernelLibrary.Product[xs.length];
        int[] first = new int[xs.length]; // the product whose prepared rows are its own
        long bytes = 0;
        for (int i = 0; i < xs.length; i++) {
            int live = Math.toIntExact(xs[i].shape().rows());
            KernelLibrary.Product product = live == 0 ? null : few(ws[i], as == 0 ? live : as);
            if (product == null) {
                return false;
            }
            products[i] = product;
            first[i] = same(xs, products, i);
            bytes += first[i] == i ? lines(product, live) : 0;
        }
        MemorySegment memory = memory(bytes);
        SharedProducts.Part[] parts = new SharedProducts.Part[xs.length];
        long at = 0;
        for (int i = 0; i < xs.length; i++) {
            Tensor x = xs[i];
            int live = Math.toIntExact(x.shape().rows());
            MemorySegment prepared;
            if (first[i] == i) {
                prepared = memory.asSlice(at, products[i].preparedBytes(live));
                products[i].prepare(x.floats(), x.offset(), live, prepared);
                at += lines(products[i], live);
            } else {
                prepared = parts[first[i]].prepared();
            }
            parts[i] = SharedProducts.Part.of(products[i], ws[i], prepared, live, outs[i]);
        }
        run(parts);
        spare.set(memory);
        return true;
    }

    /**
     * {@code out = x · wᵀ} of any number of rows with weights for which activations are not rounded to 8 bits, as those of a few rows at a
     * time: for products that are small.
     *
     * @return whether it was computed
     */
    boolean unrounded(Tensor x, Tensor w, float[] out) {
        if (w.onHeap() || !w.segment().isNative()) {
            return false;
        }
        KernelLibrary.Product product = product(w);
        if (product == null || product.rounded()) {
            return false;
        }
        int rows = Math.toIntExact(x.shape().rows());
        MemorySegment memory = memory(lines(product, rows));
        MemorySegment prepared = memory.asSlice(0, product.preparedBytes(rows));
        product.prepare(x.floats(), x.offset(), rows, prepared);
        run(new SharedProducts.Part[] {SharedProducts.Part.of(product, w, prepared, rows, out)});
        spare.set(memory);
        return true;
    }

    /** The product for many rows; null if it is not the library's. */
    private KernelLibrary.@Nullable TiledProduct many(Tensor w, int rows) {
        if (exact || rows <= MOST_ROWS || w.onHeap() || !w.segment().isNative() || HalfWeights.stayFloat(w)) {
            return null;
        }
        int in = w.shape().cols();
        KernelLibrary.TiledProduct product = library.tiled(w.dtype(), in);
        if (product == null) {
            return null;
        }
        boolean suits = product.rounded() ? rows > MOST_ROWS_ROUNDED : !MatMul.isSmall(rows, in, w.dim(0));
        return suits ? product : null;
    }

    private void tiled(KernelLibrary.TiledProduct product, Tensor x, Tensor w, float[] out) {
        int in = w.shape().cols();
        int rows = Math.toIntExact(x.shape().rows());
        int outs = w.dim(0);
        int together = product.rowsTogether();
        int most = product.mostRows();
        MemorySegment prepared = memory(product.preparedBytes(Math.min(rows, most)));
        MemorySegment weights = w.segment();
        int strip = product.outputsTogether();
        for (int first = 0; first < rows; first += most) {
            int start = first;
            int count = Math.min(most, rows - first);
            workers.run(Math.ceilDiv(count, together), 1, (from, to) -> {
                int r = from * together;
                int n = Math.min(to * together, count) - r;
                int at = x.offset() + (start + r) * in;
                product.prepare(x.floats(), at, n, prepared.asSlice(product.preparedBytes(r)));
            });
            workers.run(Math.ceilDiv(outs, strip), 1, (from, to) -> {
                int end = Math.min(to * strip, outs);
                product.multiply(weights, from * strip, end, prepared, count, out, start * outs, outs);
            });
        }
        spare.set(prepared);
    }

    private static long lines(KernelLibrary.Product product, int rows) {
        return Math.ceilDiv(product.preparedBytes(rows), LINE) * LINE;
    }

    /** The first product whose activations are those of product i and are prepared alike. */
    private static int same(Tensor[] xs, KernelLibrary.Product[] products, int i) {
        int j = 0;
        while (xs[j] != xs[i] || !products[j].form().equals(products[i].form())) {
            j++;
        }
        return j;
    }

    /** The product for few rows; null if it is not the library's. */
    private KernelLibrary.@Nullable Product few(Tensor w, int rows) {
        if (w.onHeap() || rows > MOST_ROWS_ROUNDED || !w.segment().isNative()) {
            return null;
        }
        KernelLibrary.Product product = product(w);
        return product == null || (product.rounded() ? exact : rows > MOST_ROWS) ? null : product;
    }

    /** The product for few rows, whatever rounds; null if the library has none. */
    private KernelLibrary.@Nullable Product product(Tensor w) {
        int in = w.shape().cols();
        KernelLibrary.Product half = exact || HalfWeights.stayFloat(w) ? null : library.half(w.dtype(), in);
        return half != null ? half : library.product(w.dtype(), in);
    }

    private void run(SharedProducts.Part[] parts) {
        long work = 0;
        for (SharedProducts.Part part : parts) {
            work += part.multiplyAdds();
        }
        SharedProducts products = new SharedProducts(parts);
        workers.run(products.count(), (int) Math.min(Integer.MAX_VALUE, work / WORTH_SHARING), products);
    }

    private MemorySegment memory(long bytes) {
        MemorySegment memory = spare.getAndSet(null);
        return memory != null && memory.byteSize() >= bytes
                ? memory
                : Arena.ofAuto().allocate(bytes, LINE);
    }
}
