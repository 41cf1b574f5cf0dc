package org.menura.model.weights;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.menura.model.StateSpec;
import org.menura.tensor.Backend;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;

/**
 * A path into a model's parameters that mirrors their names on disk. Constructing a layer with it is loading: the layer
 * asks for what it needs by name and shape.
 */
public final class Weights {
    /** Standard deviation of matrices in a model that starts from nothing, unless it says otherwise. */
    public static final double DEFAULT_DEVIATION = 0.02;

    /**
     * What follows the name of a weight in that of its factor, which products with the weight are multiplied by. GGUF
     * files have factors beside weights whose type can't hold them.
     */
    public static final String FACTOR = ".scale";

    private final Parameters parameters;
    private final Backend ops;
    private final Adapters adapters;
    private final List<StateSpec> states;
    private final String path;
    private final double deviation;

    private Weights(
            Parameters parameters,
            Backend ops,
            Adapters adapters,
            List<StateSpec> states,
            String path,
            double deviation) {
        this.parameters = parameters;
        this.ops = ops;
        this.adapters = adapters;
        this.states = states;
        this.path = path;
        this.deviation = deviation;
    }

    /** Returns the root of a model's parameters. */
    public static Weights of(Parameters parameters, Backend ops) {
        return of(parameters, ops, Adapters.NONE);
    }

    /** Returns the root of a model's parameters, some of its linear layers with adapters. */
    public static Weights of(Parameters parameters, Backend ops, Adapters adapters) {
        return new Weights(parameters, ops, adapters, new ArrayList<>(), "", DEFAULT_DEVIATION);
    }

    /** Returns a copy whose matrices start with another standard deviation ({@code initializer_range}). */
    public Weights withDeviation(double newDeviation) {
        return new Weights(parameters, ops, adapters, states, path, newDeviation);
    }

    /** Returns a copy of the path over parameters that have other names where they are stored. */
    public Weights renamed(UnaryOperator<String> stored) {
        return new Weights(new RenamedParameters(parameters, stored), ops, adapters, states, path, deviation);
    }

    /** Returns the backend that layers compute with. */
    public Backend ops() {
        return ops;
    }

    /** Returns the path one name further; the name may hold dots. */
    public Weights at(String name) {
        return new Weights(parameters, ops, adapters, states, full(name), deviation);
    }

    /** Returns the path of an entry of a list. */
    public Weights at(int index) {
        return at(Integer.toString(index));
    }

    /**
     * Returns the path one name further if the checkpoint has names below it, else this: some files leave a prefix out.
     */
    public Weights atIfPresent(String name, String example) {
        return parameters.has(full(example)) ? this : at(name);
    }

    /** Returns whether a parameter is there. */
    public boolean has(String name) {
        return parameters.has(full(name));
    }

    /** Returns whether a parameter is there, or is drawn when it is asked for. */
    public boolean gives(String name) {
        return parameters.gives(full(name));
    }

    /** Returns the shape of a parameter that is there. */
    public Shape shape(String name) {
        return parameters.shape(full(name));
    }

    /** Returns a matrix for a product or a look-up, in whatever type it has: [rows, cols]. */
    public Tensor matrix(String name, long rows, long cols) {
        return matrix(name, rows, cols, Init.normal(deviation));
    }

    /** Returns a matrix for a product or a look-up, in whatever type it has: [rows, cols]. */
    public Tensor matrix(String name, long rows, long cols, Init init) {
        return parameters.get(full(name), Shape.of(rows, cols), init);
    }

    /** Returns a convolution's kernel, in whatever type it has; starts as matrices do. */
    public Tensor kernel(String name, long... sizes) {
        return parameters.get(full(name), Shape.of(sizes), Init.normal(deviation));
    }

    /** Returns a parameter as a float tensor: for vectors and small matrices that take part in other operations. */
    public Tensor floats(String name, Init init, long... sizes) {
        return parameters.get(full(name), Shape.of(sizes), init).toHeap();
    }

    /** Factors of a norm, starting with ones: [n]. */
    public Tensor ones(String name, long n) {
        return floats(name, Init.ones(), n);
    }

    /** Returns a bias, starting with zeros: [n]. */
    public Tensor zeros(String name, long n) {
        return floats(name, Init.zeros(), n);
    }

    /** Returns the name of the weight that a name is the factor's of, or null if it is no factor's. */
    public static @Nullable String weightOfFactor(String name) {
        return name.endsWith(FACTOR) ? name.substring(0, name.length() - FACTOR.length()) : null;
    }

    /** Returns what products with a weight are multiplied by: 1, unless there is a factor ({@link #FACTOR}) of it. */
    public float factor(String weight) {
        String name = weight + FACTOR;
        return has(name) ? floats(name, Init.ones(), 1).toFloats()[0] : 1;
    }

    /**
     * Returns a tensor computed from parameters: once where only inference is asked of the backend, else in each step.
     */
    public Supplier<Tensor> derived(Supplier<Tensor> computation) {
        if (ops.recordsGradients()) {
            return computation;
        }
        Tensor once = computation.get();
        return () -> once;
    }

    /** Leaves a parameter of the checkpoint out on purpose. */
    public void skip(String name) {
        parameters.skip(full(name));
    }

    /** Leaves all parameters of the checkpoint below a name out on purpose. */
    public void skipAll(String name) {
        parameters.skipAll(full(name));
    }

    /** Returns the low-rank updates of the linear layer at this path; see {@link Adapters#at}. */
    public Supplier<List<LowRank>> updates(LinearWeight weight) {
        return adapters.at(parameters.stored(path), weight);
    }

    /** Reserves a place in every sequence's state and returns its index. */
    public int slot(StateSpec spec) {
        states.add(spec);
        return states.size() - 1;
    }

    /** Returns the specs of the states reserved so far. */
    public List<StateSpec> states() {
        return List.copyOf(states);
    }

    /** Ends the loading; see {@link Parameters#finish}. */
    public void finish() {
        parameters.finish();
    }

    private String full(String name) {
        return path.isEmpty() ? name : name.isEmpty() ? path : path + "." + name;
    }

    /**
     * Parameters under other names than they are stored: publishers move the parts of a model to other paths and leave the
     * parts as they were.
     *
     * @param onDisk gives the name on disk of a name or path that the model uses
     */
    private record RenamedParameters(Parameters parameters, UnaryOperator<String> onDisk) implements Parameters {
        @Override
        public String stored(String path) {
            return parameters.stored(moved(path));
        }

        @Override
        public boolean has(String name) {
            return parameters.has(onDisk.apply(name));
        }

        @Override
        public boolean gives(String name) {
            return parameters.gives(onDisk.apply(name));
        }

        @Override
        public Tensor get(String name, Shape shape, Init init) {
            return parameters.get(onDisk.apply(name), shape, init);
        }

        @Override
        public Shape shape(String name) {
            return parameters.shape(onDisk.apply(name));
        }

        @Override
        public void skip(String name) {
            parameters.skip(onDisk.apply(name));
        }

        @Override
        public void skipAll(String path) {
            parameters.skipAll(moved(path));
        }

        /** A path may be a whole prefix of the renaming, which ends in a dot. */
        private String moved(String path) {
            String inside = onDisk.apply(path + ".");
            return inside.substring(0, inside.length() - 1);
        }

        @Override
        public void finish() {
            parameters.finish();
        }
    }
}
