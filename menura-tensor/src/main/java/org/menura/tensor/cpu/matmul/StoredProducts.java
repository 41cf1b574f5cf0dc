package org.menura.tensor.cpu.matmul;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.library.FoundKernels;
import org.menura.tensor.cpu.library.KernelLibrary;
import org.menura.tensor.cpu.work.Workers;

/** The products with few rows that a {@link KernelLibrary} computes. */
final class StoredProducts {
    /** Rows up to which it is faster with rounded activations. */
    private static final int MOST_ROWS_ROUNDED = 16;

    /** Rows up to which it is with others. */
    private static final int MOST_ROWS = 8;

    /** Bytes of weights for a call: no time to the eye of a collector that waits for it, and many to the call's cost. */
    private static final long BYTES_PER_CALL = 1 << 18;

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
     * {@code out = x · wᵀ}: x [rows, in], w [outs, in] of any type, out [rows, outs].
     *
     * @param rows number of rows whose kernels compute
     * @param grain outputs that are worth handing to another thread
     * @return whether it was computed
     */
    boolean linear(Tensor x, Tensor w, int rows, int grain, float[] out) {
        if (w.onHeap() || !w.segment().isNative() || rows > MOST_ROWS_ROUNDED) {
            return false;
        }
        KernelLibrary.Product product = library.product(w.dtype(), w.shape().cols());
        if (product == null || (product.rounded() ? exact : rows > MOST_ROWS)) {
            return false;
        }
        int live = Math.toIntExact(x.shape().rows());
        long bytes = product.preparedBytes(live);
        MemorySegment memory = spare.getAndSet(null);
        if (memory == null || memory.byteSize() < bytes) {
            memory = Arena.ofAuto().allocate(bytes, LINE);
        }
        MemorySegment prepared = memory;
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
        spare.set(memory);
        return true;
    }
}
