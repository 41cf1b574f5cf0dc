package org.menura.train;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Predicate;
import org.menura.model.weights.Init;
import org.menura.model.weights.LinearWeight;
import org.menura.model.weights.Parameters;
import org.menura.model.weights.Weights;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.Parameter;

/**
 * Parameters of a model, of which some are trained: those are copied to float32 arrays, which the model shares with the
 * optimiser. The others stay where and what they are, quantised ones too.
 */
public final class TrainableParameters implements Parameters {
    private final Parameters source;
    private final Predicate<String> taught;
    private final Map<String, Tensor> values = new HashMap<>();
    private final List<Parameter> trainables = new ArrayList<>();
    private final SequencedMap<String, Tensor> all = new LinkedHashMap<>();

    /**
     * Wraps the parameters of a model.
     *
     * @param source where they come from
     * @param taught which parameters are trained, by name
     */
    public TrainableParameters(Parameters source, Predicate<String> taught) {
        this.source = source;
        this.taught = taught;
    }

    /** Returns the trained parameters, in the order in which the model asked for them. */
    public List<Parameter> trainables() {
        return trainables;
    }

    /** Returns all parameters that the model asked for, by name, in that order. */
    public SequencedMap<String, Tensor> all() {
        return all;
    }

    @Override
    public boolean has(String name) {
        String weight = Weights.weightOfFactor(name);
        return (weight == null || !taught.test(weight)) && source.has(name);
    }

    @Override
    public boolean gives(String name) {
        return source.gives(name);
    }

    @Override
    public Tensor get(String name, Shape shape, Init init) {
        Tensor known = values.get(name);
        if (known != null) {
            return known.reshape(shape.toArray());
        }
        Tensor stored = source.get(name, shape, init);
        if (!taught.test(name) || Weights.weightOfFactor(name) != null) {
            all.put(name, stored);
            return stored;
        }
        Tensor value = new LinearWeight(stored, false, factor(name)).whole().reshape(shape.toArray());
        values.put(name, value);
        all.put(name, value);
        trainables.add(Parameter.of(name, value));
        return value;
    }

    /** What products with a weight are multiplied by where it is frozen; one that is trained has it inside. */
    private float factor(String weight) {
        String name = weight + Weights.FACTOR;
        return source.has(name) ? source.get(name, Shape.of(1), Init.ones()).toFloats()[0] : 1;
    }

    @Override
    public Shape shape(String name) {
        return source.shape(name);
    }

    @Override
    public void skip(String name) {
        source.skip(name);
    }

    @Override
    public void skipAll(String path) {
        source.skipAll(path);
    }

    @Override
    public void finish() {
        source.finish();
    }
}
