package org.menura.train.optim;

import java.util.ArrayList;
import java.util.List;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.Parameter;

/** The base of optimisers that treat each element by itself. */
public abstract class ElementwiseOptimizer extends OptimizerState {
    /**
     * The update of an element. C2 vectorises such a loop only if all arrays are read at the same index, and what is
     * remembered is stored before the value.
     */
    @FunctionalInterface
    public interface Kernel {
        /**
         * Changes elements {@code from} (inclusive) to {@code to} (exclusive).
         *
         * @param p values
         * @param g gradients, or what takes their part; not changed
         * @param s the optimiser's state per element
         */
        void run(float[] p, float[] g, float[][] s, int from, int to);
    }

    /** What is remembered of each parameter, in the order of {@link #parameters}. */
    private final List<float[][]> memory = new ArrayList<>();

    /** Makes an optimiser that keeps a state tensor of each of {@code kinds} per parameter. */
    protected ElementwiseOptimizer(List<ParameterGroup> groups, int threads, List<String> kinds) {
        super(groups, threads);
        for (Parameter p : parameters()) {
            long[] sizes = p.value().shape().toArray();
            memory.add(kinds.stream()
                    .map(k -> remember(k, p, sizes))
                    .map(Tensor::floats)
                    .toArray(float[][]::new));
        }
    }

    /** Returns this step's update of the elements of a group, whose learning rate is {@code rate}. */
    protected abstract Kernel kernel(ParameterGroup group, double rate);

    @Override
    protected final void update(double learningRate) {
        List<Elements.Job> jobs = new ArrayList<>();
        for (ParameterGroup group : groups()) {
            Kernel kernel = kernel(group, learningRate * group.rateScale());
            for (Parameter p : group.parameters()) {
                jobs.add(new Elements.Job(p.value(), p.gradient(), memory.get(jobs.size()), kernel));
            }
        }
        Elements.run(threads, jobs);
    }
}
