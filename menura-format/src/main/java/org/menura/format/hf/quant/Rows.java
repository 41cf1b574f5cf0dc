package org.menura.format.hf.quant;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.menura.format.TensorEntry;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.Codec;
import org.menura.tensor.dtype.Codecs;
import org.menura.tensor.dtype.DType;

/** Rows of a matrix that are computed when they are asked for, by several threads at once. */
interface Rows {
    /** Rows that are computed together: as many as there are words of 32 bits in a line of the processor's cache. */
    int TOGETHER = 16;

    /** About as many values as one task computes. */
    int TASK = 1 << 16;

    /**
     * Computes rows one after the other.
     *
     * @param first the first one's index, a multiple of {@link #TOGETHER}
     * @param count at most {@link #TOGETHER}
     * @param out takes them
     */
    void rows(long first, int count, float[] out);

    /**
     * The entry of a tensor that is computed when it is asked for, outside the heap.
     *
     * @param shape sizes, rows innermost, none of them 0
     * @param as its type: F32, F16 or BF16
     * @param rows opens what the rows are computed from
     */
    static TensorEntry entry(Shape shape, DType as, Supplier<? extends Rows> rows) {
        return new TensorEntry(as, shape, () -> decode(shape, as, rows.get()));
    }

    private static Tensor decode(Shape shape, DType as, Rows rows) {
        MemorySegment bytes = Arena.ofAuto().allocate(as.bytes(shape.elements()), Long.BYTES);
        Codec codec = Codecs.of(as);
        int width = shape.cols();
        long count = shape.rows();
        long tiles = Math.ceilDiv(count, TOGETHER);
        long perTask = Math.max(1, TASK / TOGETHER / width);
        IntStream.range(0, Math.toIntExact(Math.ceilDiv(tiles, perTask)))
                .parallel()
                .forEach(task -> {
                    float[] tile = new float[(int) Math.min(count, TOGETHER) * width];
                    long end = Math.min(count, (task + 1) * perTask * TOGETHER);
                    for (long row = task * perTask * TOGETHER; row < end; row += TOGETHER) {
                        int n = (int) Math.min(TOGETHER, end - row);
                        rows.rows(row, n, tile);
                        codec.encode(tile, 0, n * width, bytes, as.bytes(row * width));
                    }
                });
        return Tensor.of(bytes, as, shape);
    }
}
