package org.menura.format;

import java.util.Set;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.annotation.Extension;
import org.menura.tensor.dtype.DType;

/** A checkpoint: named tensors in a file or several, memory-mapped; nothing is read until a kernel touches it. */
@Extension
public interface Checkpoint {
    /** Returns the names of the tensors in the order of the file. */
    Set<String> names();

    /**
     * Returns the element type of a tensor.
     *
     * @throws FormatException if there is none of that name
     */
    DType dtype(String name);

    /**
     * Returns the shape of a tensor, outermost size first.
     *
     * @throws FormatException if there is none of that name
     */
    Shape shape(String name);

    /**
     * Returns a tensor over the mapped bytes.
     *
     * @throws FormatException if there is none of that name
     */
    Tensor tensor(String name);

    /** Returns whether there is a tensor of that name. */
    default boolean has(String name) {
        return names().contains(name);
    }

    /** Returns the name of the checkpoint's source, for messages. */
    String source();
}
