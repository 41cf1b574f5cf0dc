package org.menura.format.hf.quant;

import java.lang.foreign.MemorySegment;
import java.util.Set;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.DType;

/** The stored tensors of a quantised checkpoint, and what there is to say when they do not fit together. */
record Stored(Checkpoint checkpoint) {
    private static final long MOST_VALUES = 1 << 30;
    private static final int MX_BIAS = 127;

    Set<String> names() {
        return checkpoint.names();
    }

    boolean has(String name) {
        return checkpoint.has(name);
    }

    DType dtype(String name) {
        return checkpoint.dtype(name);
    }

    Shape shape(String name) {
        return checkpoint.shape(name);
    }

    Tensor tensor(String name) {
        return checkpoint.tensor(name);
    }

    MemorySegment bytes(String name) {
        return checkpoint.tensor(name).segment();
    }

    FormatException wrong(String message, Object... arguments) {
        return new FormatException(checkpoint.source() + ": " + message.formatted(arguments));
    }

    /** Refuses a tensor that is missing. */
    void require(String name, String of) {
        if (!has(name)) {
            throw wrong("%s is quantised, but there is no %s; is the download complete?", of, name);
        }
    }

    /** Refuses a tensor of another type, or one that is no matrix. */
    Shape matrix(String name, DType... types) {
        Shape shape = shape(name);
        if (!Set.of(types).contains(dtype(name)) || shape.rank() != 2 || shape.elements() == 0) {
            throw wrong("%s is %s of shape %s, not a matrix of %s", name, dtype(name), shape, Set.of(types));
        }
        return shape;
    }

    /** Refuses a tensor of another shape. */
    void expect(String name, long... sizes) {
        if (!shape(name).equals(Shape.of(sizes))) {
            throw wrong("%s has shape %s where %s is due", name, shape(name), Shape.of(sizes));
        }
    }

    /** Refuses a tensor that has not as many elements as another. */
    void expectAsMany(String name, String other) {
        if (shape(name).elements() != shape(other).elements()) {
            throw wrong("%s has shape %s and %s has %s: there must be as many", name, shape(name), other, shape(other));
        }
    }

    /** Refuses a tensor of more or less than one number. */
    void expectOne(String name) {
        if (shape(name).elements() != 1) {
            throw wrong("%s has shape %s where one number is due", name, shape(name));
        }
    }

    /** The values of a tensor of floats or of integers. */
    float[] values(String name) {
        if (shape(name).elements() > MOST_VALUES) {
            throw wrong("%s has shape %s, more scales than are read", name, shape(name));
        }
        return tensor(name).toFloats();
    }

    /** Scales; those stored as bytes are exponents of 2 with a bias of 127, and 255 is no number. */
    float[] scales(String name) {
        float[] values = values(name);
        if (dtype(name) == DType.U8) {
            for (int i = 0; i < values.length; i++) {
                values[i] = values[i] == 2 * MX_BIAS + 1 ? Float.NaN : Math.scalb(1f, (int) values[i] - MX_BIAS);
            }
        }
        return values;
    }
}
