package org.menura.tensor.cpu.matmul;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.library.KernelLibrary;
import org.menura.tensor.cpu.work.Workers;

/** The products of stored weights that a {@link KernelLibrary} computes. */
final class StoredProducts {
    /** Rows up to which it is faster with rounded activations. */
    private static final int MOST_ROWS_ROUNDED = 16;

    /** Rows up to which it is with others. */
    private static final int MOST_ROWS = 8;

    /** Bytes of weights for a call: no time to the eye of a collector that waits for it, and many to the call's cost. */
    private static final long BYTES_PER_CALL = 1 << 18;

    /** Bytes of prepared activations that meet a strip of weights before the next ones: of what the second-level cache holds. */
    private static final long BYTES_AT_A_TIME = 640 << 10;

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
        KernelLibrary library = options.kernels() ? Search.FOUND : null;
        return library == null ? null : new StoredProducts(workers, library, options.exact());
    }

    /** The search for the process's one library. */
    private static final class Search {
        static final @Nullable KernelLibrary FOUND = find();

        private Search() {}

        private static @Nullable KernelLibrary find() {
            for (KernelLibrary.Finder finder :
                    ServiceLoader.load(KernelLibrary.Finder.class, KernelLibrary.class.getClassLoader())) {
                KernelLibrary found = finder.find();
                if (found != null) {
                    return found;
                }
            }
            return null;
        }
    }

    /** The name of the library, for people. */
    String name() {
        return library.name();
    }

    /**
     * {@code out = x · wᵀ}: x [rows, in], w [outs, in] of any type, out [rows, outs].
     *
     * @param rows number of rows whose kernels compute
     * @param grain outputs that are worth handing to another thread
     * @return whether it was computed
     */
    boolean linear(Tensor x, Tensor w, int rows, int grain, float[] out) {
        if (w.onHeap() || !w.segment().isNative()) {
            return false;
        }
        if (rows > MOST_ROWS_ROUNDED) {
            return !exact && tiled(x, w, out);
        }
        KernelLibrary.Product product = library.product(w.dtype(), w.shape().cols());
        if (product == null || (product.rounded() ? exact : rows > MOST_ROWS)) {
            return false;
        }
        int live = Math.toIntExact(x.shape().rows());
        long bytes = product.preparedBytes(live);
        MemorySegment prepared = memory(bytes);
        product.prepare(x.floats(), x.offset(), live, prepared);
        int outs = w.dim(0);
        MemorySegment weights = w.segment();
        int together = (int) Math.max(
                1, BYTES_PER_CALL / Math.max(1, w.dtype().bytes(w.shape().cols())));
        workers.run(outs, grain, (from, to) -> {
            for (int o = from; o < to; o += together) {
                int end = Math.min(to, o + together);
                for (int r = 0; r < live; r += product.mostRows()) {
                    int n = Math.min(product.mostRows(), live - r);
                    product.multiply(
                            weights, o, end, prepared.asSlice(product.preparedBytes(r)), n, out, r * outs, outs);
                }
            }
        });
        spare.set(prepared);
        return true;
    }

    private MemorySegment memory(long bytes) {
        MemorySegment memory = spare.getAndSet(null);
        return memory != null && memory.byteSize() >= bytes
                ? memory
                : Arena.ofAuto().allocate(bytes, LINE);
    }

    /** The same with many rows. */
    private boolean tiled(Tensor x, Tensor w, float[] out) {
        int in = w.shape().cols();
        KernelLibrary.TiledProduct product = library.tiled(w.dtype(), in);
        if (product == null) {
            return false;
        }
        int rows = Math.toIntExact(x.shape().rows());
        int outs = w.dim(0);
        int together = product.rowsTogether();
        int planes = (int) Math.max(2, BYTES_AT_A_TIME / product.preparedBytes(together) / 2 * 2);
        MemorySegment prepared = memory(product.preparedBytes(Math.min(rows, planes * together)));
        MemorySegment weights = w.segment();
        int strip = product.outputsTogether();
        for (int first = 0; first < rows; first += planes * together) {
            int start = first;
            int count = Math.min(planes * together, rows - first);
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
        return true;
    }
}
