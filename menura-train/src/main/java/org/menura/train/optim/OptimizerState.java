package org.menura.train.optim;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.Parameter;

/** The base of all optimisers: parameter groups, a step count, and state tensors. */
public abstract class OptimizerState implements Optimizer {
    final int threads;
    private final List<ParameterGroup> groups;
    private final SequencedMap<String, Tensor> remembered = new LinkedHashMap<>();
    private long steps;

    /** Makes an optimiser that computes on at most {@code threads} threads. */
    protected OptimizerState(List<ParameterGroup> groups, int threads) {
        Settings.threads(threads);
        this.groups = List.copyOf(groups);
        this.threads = threads;
        Set<String> names = new HashSet<>();
        for (Parameter p : parameters()) {
            check(p);
            if (!names.add(p.name())) {
                throw new IllegalArgumentException("parameter %s is given twice".formatted(p.name()));
            }
        }
    }

    private static void check(Parameter p) {
        if (!p.value().onHeap() || !p.gradient().onHeap()) {
            throw new IllegalArgumentException(
                    "parameter %s is %s in a segment; what is trained must be a float tensor in an array"
                            .formatted(p.name(), p.value()));
        }
        if (!p.value().shape().equals(p.gradient().shape())) {
            throw new IllegalArgumentException("parameter %s has shape %s and its gradient %s"
                    .formatted(p.name(), p.value().shape(), p.gradient().shape()));
        }
    }

    /** Returns the parameters of all groups. */
    protected final List<Parameter> parameters() {
        return groups.stream().flatMap(g -> g.parameters().stream()).toList();
    }

    /** Makes a state tensor of zeros, which is saved with the optimiser. */
    protected final Tensor remember(String kind, Parameter parameter, long... sizes) {
        Tensor tensor = Tensor.zeros(sizes);
        remembered.put(kind + "." + parameter.name(), tensor);
        return tensor;
    }

    /** Makes one step, which {@link #steps} includes already. */
    protected abstract void update(double learningRate);

    /** All remembered tensors. */
    SequencedMap<String, Tensor> remembered() {
        return remembered;
    }

    @Override
    public final void step(double learningRate) {
        Settings.notNegative("the learning rate", learningRate);
        steps++;
        update(learningRate);
    }

    @Override
    public final void zeroGradients() {
        List<Parameter> all = parameters();
        Ranges.run(threads, all.size(), i -> {
            Tensor g = all.get(i).gradient();
            Arrays.fill(g.floats(), g.offset(), g.offset() + (int) g.elements(), 0);
        });
    }

    @Override
    public final long steps() {
        return steps;
    }

    @Override
    public final List<ParameterGroup> groups() {
        return groups;
    }

    @Override
    public final SequencedMap<String, Tensor> state() {
        SequencedMap<String, Tensor> state = new LinkedHashMap<>(remembered());
        state.put(SavedState.STEP, SavedState.scalar(steps));
        return state;
    }

    @Override
    public final void restore(Map<String, Tensor> state) {
        long saved = SavedState.steps(state);
        SavedState.check(getClass().getSimpleName(), remembered(), state);
        SavedState.copy(state, remembered());
        steps = saved;
    }
}
