package org.menura.format;

import java.util.Set;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.annotation.Extension;
import org.menura.tensor.dtype.DType;

/** Named tensors in a file or several, memory-mapped: nothing is read until a kernel touches it. */
@Extension
public interface Checkpoint {
    /** Names in the order of the file. */
    Set<String> names();

    /**
     * Type of a tensor.
     *
     * @throws FormatException if there is none of that name
     */
    DType dtype(String name);

    /**
     * Shape of a tensor, outermost size first.
     *
     * @throws FormatException if there is none of that name
     */
    Shape shape(String name);

    /**
     * A tensor over the mapped bytes.
     *
     * @throws FormatException if there is none of that name
     */
    Tensor tensor(String name);

    /** Whether there is a tensor of that name. */
    default boolean has(String name) {
        return names().contains(name);
    }

    /** Where the tensors come from, for messages. */
    String source();
}
