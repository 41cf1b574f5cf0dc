package org.menura.train.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.menura.tensor.Rng;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.Parameter;

class GradientClippingTest {
    private static List<Parameter> samples() {
        Rng rng = new Rng(1);
        List<Parameter> parameters = List.of(
                Samples.parameter(rng, 3, "a", 50_003),
                Samples.parameter(rng, 0, "b", 7, 5),
                Parameter.of("c", Tensor.zeros(0)));
        Samples.gradients(parameters, 0);
        return parameters;
    }

    private static double naive(List<Parameter> parameters) {
        double sum = 0;
        for (Parameter p : parameters) {
            for (double g : Samples.doubles(p.gradient())) {
                sum += g * g;
            }
        }
        return Math.sqrt(sum);
    }

    @Test
    void theNormIsThatOfAllGradientsOnAnyNumberOfThreads() {
        List<Parameter> parameters = samples();
        double norm = GradientClipping.norm(parameters, 1);
        assertEquals(naive(parameters), norm, 1e-12 * norm);
        assertEquals(norm, GradientClipping.norm(parameters, 2));
        assertEquals(norm, GradientClipping.norm(parameters, 3));
    }

    @Test
    void tooLongGradientsAreShortenedTogether() {
        List<Parameter> parameters = samples();
        double[] before = Samples.doubles(parameters.get(1).gradient());
        double norm = naive(parameters);
        assertEquals(norm, GradientClipping.clipNorm(parameters, 0.5, 2), 1e-12 * norm);
        double[] after = Samples.doubles(parameters.get(1).gradient());
        for (int i = 0; i < before.length; i++) {
            assertEquals(before[i] * 0.5 / (norm + 1e-6), after[i], 1e-7 * Math.abs(before[i]));
        }
        assertEquals(0.5, naive(parameters), 1e-6);
    }

    @Test
    void shortAndInfiniteOnesStayAsTheyAre() {
        List<Parameter> parameters = samples();
        float[] before = parameters.get(0).gradient().toFloats();
        GradientClipping.clipNorm(parameters, 1e6, 2);
        assertArrayEquals(before, parameters.get(0).gradient().toFloats());

        parameters.get(1).gradient().floats()[0] = Float.POSITIVE_INFINITY;
        assertEquals(Double.POSITIVE_INFINITY, GradientClipping.clipNorm(parameters, 1, 2));
        parameters.get(1).gradient().floats()[0] = Float.NaN;
        assertEquals(Double.NaN, GradientClipping.clipNorm(parameters, 1, 2));
        assertArrayEquals(before, parameters.get(0).gradient().toFloats());
        assertThrows(IllegalArgumentException.class, () -> GradientClipping.clipNorm(parameters, 0, 1));
    }

    @Test
    void valuesAreLimited() {
        Parameter p = new Parameter("p", Tensor.zeros(3), Tensor.of(new float[] {-2, 0.25f, 3}, 3));
        GradientClipping.clipValue(List.of(p), 0.5, 1);
        assertArrayEquals(new float[] {-0.5f, 0.25f, 0.5f}, p.gradient().toFloats());
    }
}
