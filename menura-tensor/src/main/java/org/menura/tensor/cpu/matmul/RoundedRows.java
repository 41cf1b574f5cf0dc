package org.menura.tensor.cpu.matmul;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.dequant.Dequantizer;
import org.menura.tensor.cpu.loops.Primitives;
import org.menura.tensor.cpu.work.Workers;

/** Rows of floats rounded to bfloat16, outside the heap, for a library. Grows, never shrinks. Serves one thread at a time. */
final class RoundedRows {
    /** Elements that are rounded at a time before they leave the heap. */
    private static final int CHUNK = 1 << 13;

    private final Workers workers;
    private final Scratches<Chunk> chunks = new Scratches<>(Chunk::new);
    private final GrowingMemory room = new GrowingMemory();

    /** What a thread rounds into. */
    private static final class Chunk {
        short[] elements = new short[CHUNK];

        short[] of(int length) {
            if (elements.length < length) {
                elements = new short[length];
            }
            return elements;
        }
    }

    RoundedRows(Workers workers) {
        this.workers = workers;
    }

    /**
     * Rounds rows.
     *
     * @param x0 of the first element, in {@code x}
     * @param stride elements from row to row there
     * @param filled the number of rows with the zeros behind them
     * @return [filled, cols], which is written over by the next call
     */
    MemorySegment of(float[] x, int x0, int stride, int rows, int cols, int filled) {
        MemorySegment to = room.of(2L * filled * cols);
        int together = Math.clamp(CHUNK / cols, 1, rows);
        workers.run(
                Math.ceilDiv(rows, together),
                1,
                (from, end) -> chunks.with(chunk -> {
                    for (int r = from * together; r < Math.min(rows, end * together); r++) {
                        for (int c = 0; c < cols; c += CHUNK) {
                            int n = Math.min(CHUNK, cols - c);
                            Primitives.BEST.toBf16(x, x0 + r * stride + c, chunk.elements, 0, n);
                            MemorySegment.copy(
                                    chunk.elements, 0, to, ValueLayout.JAVA_SHORT, 2L * ((long) r * cols + c), n);
                        }
                    }
                }));
        to.asSlice(2L * rows * cols).fill((byte) 0);
        return to;
    }

    /** Rounds {@code rows} of a matrix of any type from {@code first} on. */
    MemorySegment of(Tensor w, int first, int rows) {
        int cols = w.shape().cols();
        MemorySegment to = room.of(2L * rows * cols);
        Dequantizer reader = Dequantizer.of(w);
        int together = Math.clamp(CHUNK / cols, 1, rows);
        workers.run(
                Math.ceilDiv(rows, together),
                1,
                (from, end) -> chunks.with(chunk -> {
                    short[] decoded = chunk.of(together * cols);
                    for (int r = from * together; r < Math.min(rows, end * together); r += together) {
                        int count = Math.min(together, rows - r);
                        reader.readBf16(first + r, count, 0, cols, decoded, 0, cols);
                        MemorySegment.copy(decoded, 0, to, ValueLayout.JAVA_SHORT, 2L * r * cols, count * cols);
                    }
                }));
        return to;
    }
}
