package org.menura.format;

import java.util.function.Supplier;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.annotation.Extension;
import org.menura.tensor.dtype.DType;

/**
 * An entry of a checkpoint: a tensor that is created when it is asked for.
 *
 * @param dtype element type
 * @param shape sizes, outermost first
 * @param tensor creates the tensor
 */
@Extension
public record TensorEntry(DType dtype, Shape shape, Supplier<Tensor> tensor) {
    /** Creates an entry of an existing tensor. */
    public static TensorEntry of(Tensor tensor) {
        return new TensorEntry(tensor.dtype(), tensor.shape(), () -> tensor);
    }

    /**
     * Creates an entry of a checkpoint's tensor.
     *
     * @throws FormatException if there is none of that name
     */
    public static TensorEntry of(Checkpoint checkpoint, String name) {
        return new TensorEntry(checkpoint.dtype(name), checkpoint.shape(name), () -> checkpoint.tensor(name));
    }
}
