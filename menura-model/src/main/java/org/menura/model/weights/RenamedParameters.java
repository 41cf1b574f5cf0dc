package org.menura.model.weights;

import java.util.function.UnaryOperator;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;

/**
 * Parameters under other names than they are stored: publishers move the parts of a model to other paths and leave the
 * parts as they were.
 *
 * @param stored gives the name on disk of a name or path that the model uses
 */
record RenamedParameters(Parameters parameters, UnaryOperator<String> stored) implements Parameters {
    @Override
    public boolean has(String name) {
        return parameters.has(stored.apply(name));
    }

    @Override
    public Tensor get(String name, Shape shape, Init init) {
        return parameters.get(stored.apply(name), shape, init);
    }

    @Override
    public Shape shape(String name) {
        return parameters.shape(stored.apply(name));
    }

    @Override
    public void skip(String name) {
        parameters.skip(stored.apply(name));
    }

    @Override
    public void skipAll(String path) {
        // A path may be a whole prefix of the renaming, which ends in a dot.
        String inside = stored.apply(path + ".");
        parameters.skipAll(inside.substring(0, inside.length() - 1));
    }

    @Override
    public void finish() {
        parameters.finish();
    }
}
