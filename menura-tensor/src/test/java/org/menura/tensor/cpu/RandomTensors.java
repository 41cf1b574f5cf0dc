package org.menura.tensor.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.Codecs;
import org.menura.tensor.dtype.DType;

/** Operands for tests, the same in every run. */
public final class RandomTensors {
    private final Random random;

    public RandomTensors(long seed) {
        this.random = new Random(seed);
    }

    /** Normal deviates in an array, somewhere behind its start. */
    public Tensor heap(long... sizes) {
        Shape shape = Shape.of(sizes);
        int offset = random.nextInt(5);
        float[] values = new float[offset + (int) shape.elements() + random.nextInt(5)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.of(values, offset, shape);
    }

    /** Positive numbers below 1. */
    public Tensor positive(long... sizes) {
        Tensor t = heap(sizes);
        for (int i = 0; i < t.floats().length; i++) {
            t.floats()[i] = random.nextFloat();
        }
        return t;
    }

    /** Weights of a type in native memory, at an odd address. */
    public Tensor stored(DType dtype, long rows, long cols) {
        Shape shape = Shape.of(rows, cols);
        long bytes = dtype.bytes(shape.elements());
        MemorySegment segment = Arena.ofAuto().allocate(bytes + 3).asSlice(3);
        if (Codecs.of(dtype).canEncode()) {
            Tensor values = heap(rows, cols);
            Codecs.of(dtype).encode(values.floats(), values.offset(), (int) shape.elements(), segment, 0);
        } else {
            throw new IllegalArgumentException(dtype + " weights cannot be made");
        }
        return Tensor.of(segment, dtype, shape);
    }

    public int below(int bound) {
        return random.nextInt(bound);
    }
}
