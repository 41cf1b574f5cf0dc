package org.menura.tensor.grad;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.menura.tensor.Rng;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;

/**
 * Gradients that begin as something else than zeros, somewhere within an array, as they do when several operations add to
 * them; and what they should be in the end.
 */
final class GradientSums {
    private static final double TOLERANCE = 1e-4;

    private final Rng rng;
    private Tensor[] gradients = {};
    private float[][] before = {};
    private double[][] expected = {};

    GradientSums(Rng rng) {
        this.rng = rng;
    }

    /** The same numbers within a longer array. */
    Tensor part(Tensor x) {
        int n = (int) x.elements();
        float[] longer = GradientCheck.random(rng, n + 8).floats();
        System.arraycopy(x.floats(), x.offset(), longer, 3, n);
        return Tensor.of(longer, 3, Shape.of(x.shape().toArray()));
    }

    /** Gradients of the operands. */
    Tensor[] begin(Tensor... operands) {
        gradients = Arrays.stream(operands)
                .map(x -> part(GradientCheck.random(rng, x.shape().toArray())))
                .toArray(Tensor[]::new);
        before = Arrays.stream(gradients).map(g -> g.floats().clone()).toArray(float[][]::new);
        expected =
                Arrays.stream(operands).map(x -> new double[(int) x.elements()]).toArray(double[][]::new);
        return gradients;
    }

    /** What should be added to the gradients. */
    double[][] expected() {
        return expected;
    }

    /** Checks what was added, and that nothing beside the gradients was touched. */
    void check() {
        for (int i = 0; i < gradients.length; i++) {
            float[] now = gradients[i].floats();
            int offset = gradients[i].offset();
            double most = Arrays.stream(expected[i]).map(Math::abs).max().orElse(0);
            for (int e = 0; e < now.length; e++) {
                boolean inside = e >= offset && e < offset + expected[i].length;
                double added = inside ? expected[i][e - offset] : 0;
                double tolerance = inside ? TOLERANCE * (1 + most) : 0;
                assertEquals(
                        before[i][e] + added, now[e], tolerance, "operand %d, element %d".formatted(i, e - offset));
            }
        }
    }
}
