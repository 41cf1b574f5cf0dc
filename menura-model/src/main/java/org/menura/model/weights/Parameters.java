package org.menura.model.weights;

import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;

/** A source of parameters: a checkpoint, a random start, or what an optimiser is changing. */
public interface Parameters {
    /** Returns whether there is a parameter of that name; a random start has none until it is asked for it. */
    boolean has(String name);

    /** Returns whether {@link #get} has a parameter of that name to give: it is there, or is drawn when it is asked for. */
    default boolean gives(String name) {
        return has(name);
    }

    /** Returns what a path of the model is called where its parameters are stored. */
    default String stored(String path) {
        return path;
    }

    /**
     * Returns a parameter of a known shape, in whatever type it has.
     *
     * @param init initialisation where there is no checkpoint
     * @throws org.menura.format.FormatException if it is missing or has another shape
     */
    Tensor get(String name, Shape shape, Init init);

    /**
     * Returns the shape of a parameter that is there.
     *
     * @throws org.menura.format.FormatException if it is missing
     */
    Shape shape(String name);

    /** Says that a parameter was left out on purpose. */
    void skip(String name);

    /** Says that all parameters below a path were left out on purpose: the heads of other tasks. */
    default void skipAll(String path) {}

    /**
     * Says that nothing more will be asked for.
     *
     * @throws org.menura.format.FormatException if parameters were neither asked for nor left out, listing them
     */
    void finish();
}
