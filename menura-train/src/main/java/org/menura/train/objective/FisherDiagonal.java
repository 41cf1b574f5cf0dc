package org.menura.train.objective;

import java.util.ArrayList;
import java.util.List;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.Parameter;

/**
 * The diagonal of the Fisher information of parameters: the mean over examples of the squared gradient of one example's
 * {@code log p(y|x)}. With y drawn from the model it is the Fisher information; with the examples' own y the empirical one.
 */
public final class FisherDiagonal {
    private final List<Parameter> parameters;
    private final List<float[]> means = new ArrayList<>();
    private long examples;

    /** Makes an estimate for parameters, without any example yet. */
    public FisherDiagonal(List<Parameter> parameters) {
        this.parameters = List.copyOf(parameters);
        for (Parameter p : parameters) {
            means.add(new float[Math.toIntExact(p.value().elements())]);
        }
    }

    /**
     * Adds an example to the estimate by the present gradients of the parameters, which must be those of one example (a
     * mean over several would make the squares too small). Whether of log p or of the loss -log p does not matter. They
     * are not cleared.
     */
    public void add() {
        examples++;
        for (int i = 0; i < means.size(); i++) {
            // A running mean: unlike a sum it stays exact enough in float, and memory is that of the parameters.
            float[] mean = means.get(i);
            Tensor gradient = parameters.get(i).gradient();
            float[] g = gradient.floats();
            for (int j = 0; j < mean.length; j++) {
                double x = g[gradient.offset() + j];
                mean[j] += (float) ((x * x - mean[j]) / examples);
            }
        }
    }

    /** Returns the number of examples added. */
    public long examples() {
        return examples;
    }

    /**
     * Makes the penalty that anchors the parameters to their present values.
     *
     * @param lambda λ, how strongly
     * @throws IllegalStateException if no example was taken in
     */
    public Ewc anchor(double lambda) {
        if (examples == 0) {
            throw new IllegalStateException("the Fisher information of no examples is not known; add some first");
        }
        List<Ewc.Anchor> anchors = new ArrayList<>();
        for (int i = 0; i < means.size(); i++) {
            Tensor value = parameters.get(i).value();
            anchors.add(new Ewc.Anchor(
                    parameters.get(i).name(),
                    Tensor.of(value.toFloats(), 0, value.shape()),
                    Tensor.of(means.get(i).clone(), 0, value.shape())));
        }
        return new Ewc(anchors, lambda);
    }
}
