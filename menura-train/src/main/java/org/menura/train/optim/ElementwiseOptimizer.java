package org.menura.train.optim;

import java.util.ArrayList;
import java.util.List;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.Parameter;

/** An optimiser that treats each element by itself. */
abstract sealed class ElementwiseOptimizer extends OptimizerState permits Sgd, Adam, AdamW, Lion {
    /** What is remembered of each parameter, in the order of {@link #parameters}. */
    private final List<float[][]> memory = new ArrayList<>();

    /** An optimiser that remembers a tensor of each of {@code kinds} per parameter. */
    ElementwiseOptimizer(List<ParameterGroup> groups, int threads, List<String> kinds) {
        super(groups, threads);
        for (Parameter p : parameters()) {
            long[] sizes = p.value().shape().toArray();
            memory.add(kinds.stream()
                    .map(k -> remember(k, p, sizes))
                    .map(Tensor::floats)
                    .toArray(float[][]::new));
        }
    }

    /** What this step does to the elements of a group, whose rate is {@code rate}. */
    abstract Elements.Kernel kernel(ParameterGroup group, double rate);

    @Override
    final void update(double learningRate) {
        List<Elements.Job> jobs = new ArrayList<>();
        for (ParameterGroup group : groups()) {
            Elements.Kernel kernel = kernel(group, learningRate * group.rateScale());
            for (Parameter p : group.parameters()) {
                jobs.add(new Elements.Job(p.value(), p.gradient(), memory.get(jobs.size()), kernel));
            }
        }
        Elements.run(threads, jobs);
    }
}
