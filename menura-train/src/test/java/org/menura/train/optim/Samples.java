package org.menura.train.optim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.menura.tensor.Rng;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.Parameter;

/** Small random parameters, and gradients for them. */
final class Samples {
    private Samples() {}

    /** A wide and a tall matrix, a table, a vector and a tensor of three dimensions. */
    static List<Parameter> parameters(int offset) {
        Rng rng = new Rng(1);
        return List.of(
                parameter(rng, offset, "layers.0.q_proj.weight", 5, 9),
                parameter(rng, offset, "layers.0.up_proj.weight", 12, 6),
                parameter(rng, offset, "embed_tokens.weight", 11, 4),
                parameter(rng, offset, "norm.weight", 7),
                parameter(rng, offset, "conv.weight", 4, 3, 2));
    }

    static Parameter parameter(Rng rng, int offset, String name, long... sizes) {
        Shape shape = Shape.of(sizes);
        int n = (int) shape.elements();
        float[] value = new float[n + 2 * offset];
        float[] gradient = new float[n + 3 * offset];
        for (int i = 0; i < n; i++) {
            value[offset + i] = (float) rng.nextGaussian();
        }
        return new Parameter(name, Tensor.of(value, offset, shape), Tensor.of(gradient, 2 * offset, shape));
    }

    /** Sets the gradients of a step, always the same ones. */
    static void gradients(List<Parameter> parameters, long step) {
        Rng rng = new Rng(2, step);
        for (Parameter p : parameters) {
            Tensor g = p.gradient();
            for (int i = 0; i < g.elements(); i++) {
                g.floats()[g.offset() + i] = (float) (0.3 * rng.nextGaussian());
            }
        }
    }

    /** Steps {@code from} (inclusive) to {@code to} (exclusive). */
    static void steps(Optimizer optimizer, List<Parameter> parameters, int from, int to) {
        for (int t = from; t < to; t++) {
            gradients(parameters, t);
            optimizer.step(rate(t));
        }
    }

    static double rate(int step) {
        return 0.01 / (1 + step);
    }

    static List<ParameterGroup> groups(List<Parameter> parameters) {
        return ParameterGroups.decay(parameters, 0.1);
    }

    static List<float[]> values(List<Parameter> parameters) {
        List<float[]> values = new ArrayList<>();
        parameters.forEach(p -> values.add(p.value().toFloats()));
        return values;
    }

    static double[] doubles(Tensor t) {
        float[] floats = t.toFloats();
        double[] out = new double[floats.length];
        Arrays.setAll(out, i -> floats[i]);
        return out;
    }
}
