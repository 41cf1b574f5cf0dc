package org.menura.bench.kernels;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.menura.tensor.Rng;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.Codecs;
import org.menura.tensor.dtype.DType;

/** Random operands. */
final class Operands {
    /** Weights together take at least this, so that no cache holds them, as none holds a model's. */
    private static final long LEAST_BYTES = 512L << 20;
    /** So many rows are encoded, and then repeated: some encoders are slow. */
    private static final int DISTINCT_ROWS = 16;

    private Operands() {}

    /** Floats around 0. */
    static Tensor random(long... sizes) {
        Tensor out = Tensor.zeros(sizes);
        Rng rng = new Rng(1);
        float[] values = out.floats();
        for (int i = 0; i < values.length; i++) {
            values[i] = rng.nextFloat() - 0.5f;
        }
        return out;
    }

    /** Floats in (0, 1). */
    static Tensor positive(long... sizes) {
        Tensor out = random(sizes);
        float[] values = out.floats();
        for (int i = 0; i < values.length; i++) {
            values[i] = 0.5f + 0.99f * values[i];
        }
        return out;
    }

    /** Floats in (-1, 0). */
    static Tensor negative(long... sizes) {
        Tensor out = positive(sizes);
        float[] values = out.floats();
        for (int i = 0; i < values.length; i++) {
            values[i] = -values[i];
        }
        return out;
    }

    /** As many tables [rows, columns] as no cache holds. */
    static Tensor[] weights(DType type, int rows, int columns) {
        Shape shape = Shape.of(rows, columns);
        long bytes = type.bytes(shape.elements());
        long rowBytes = type.bytes(columns);
        MemorySegment first = Arena.ofAuto().allocate(bytes, 64);
        for (int r = 0; r < rows; r++) {
            if (r < DISTINCT_ROWS) {
                Codecs.of(type).encode(random(columns).floats(), 0, columns, first, r * rowBytes);
            } else {
                MemorySegment.copy(first, r % DISTINCT_ROWS * rowBytes, first, r * rowBytes, rowBytes);
            }
        }
        Tensor[] out = new Tensor[Math.toIntExact(LEAST_BYTES / bytes + 1)];
        Arrays.setAll(out, _ -> Tensor.of(Arena.ofAuto().allocate(bytes, 64).copyFrom(first), type, shape));
        return out;
    }
}
