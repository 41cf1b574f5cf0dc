package org.menura.train.optim;

import java.util.List;
import org.menura.tensor.Backend;
import org.menura.train.schema.Key;
import org.menura.train.schema.Options;

/**
 * A kind of optimiser, by its name in recipes. Those of other modules are found by
 * {@link org.menura.format.Extensions}.
 */
public interface OptimizerType {
    /** Returns the name in recipes, such as {@code adamw}. */
    String name();

    /** Lists the keys of the section {@code optimizer} that go with it, beside those of all. */
    List<Key> keys();

    /**
     * Makes an optimiser.
     *
     * @param options the section {@code optimizer}
     * @param ops the backend for optimisers that multiply matrices
     */
    Optimizer create(List<ParameterGroup> groups, Options options, Backend ops, int threads);

    /** A factory of optimisers; see {@link #create}. */
    @FunctionalInterface
    interface Factory {
        Optimizer create(List<ParameterGroup> groups, Options options, Backend ops, int threads);
    }

    /** Makes an optimiser type from its name, keys and factory. */
    static OptimizerType of(String name, List<Key> keys, Factory factory) {
        record Named(String name, List<Key> keys, Factory factory) implements OptimizerType {
            @Override
            public Optimizer create(List<ParameterGroup> groups, Options options, Backend ops, int threads) {
                return factory.create(groups, options, ops, threads);
            }
        }
        return new Named(name, List.copyOf(keys), factory);
    }
}
