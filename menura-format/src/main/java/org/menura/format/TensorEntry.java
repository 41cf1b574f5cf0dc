package org.menura.format;

import java.util.function.Supplier;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.annotation.Extension;
import org.menura.tensor.dtype.DType;

/**
 * A tensor that is made when it is asked for.
 *
 * @param dtype its type
 * @param shape its sizes, outermost first
 * @param tensor makes it
 */
@Extension
public record TensorEntry(DType dtype, Shape shape, Supplier<Tensor> tensor) {
    /** An entry of a tensor that is there already. */
    public static TensorEntry of(Tensor tensor) {
        return new TensorEntry(tensor.dtype(), tensor.shape(), () -> tensor);
    }
}
