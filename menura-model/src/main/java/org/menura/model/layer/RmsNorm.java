package org.menura.model.layer;

import org.menura.model.weights.Init;
import org.menura.model.weights.Weights;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** Root mean square normalisation (arXiv 1910.07467). */
public final class RmsNorm implements Norm {
    private final Backend ops;
    private final Tensor weight;
    private final float eps;
    private final float shift;

    private RmsNorm(Backend ops, Tensor weight, float eps, float shift) {
        this.ops = ops;
        this.weight = weight;
        this.eps = eps;
        this.shift = shift;
    }

    /** Takes {@code weight} [width] at w. */
    public RmsNorm(Weights w, int width, float eps) {
        this(w.ops(), w.ones("weight", width), eps, 0);
    }

    /** Returns a norm whose stored weight is the factor minus one, as Gemma has it. */
    public static RmsNorm aroundOne(Weights w, int width, float eps) {
        return new RmsNorm(w.ops(), w.floats("weight", Init.zeros(), width), eps, 1);
    }

    @Override
    public Tensor apply(Tensor x) {
        return ops.rmsNorm(x, weight, eps, shift);
    }
}
