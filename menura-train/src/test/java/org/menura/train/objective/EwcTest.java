package org.menura.train.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.Parameter;

class EwcTest {
    private final Parameter a = Parameter.of("a", Differences.random(1, 1, 2, 3));
    private final Parameter b = Parameter.of("b", Differences.random(2, 1, 1, 2));
    private final List<Parameter> parameters = List.of(a, b);

    private Ewc learnt(double lambda) {
        FisherDiagonal fisher = new FisherDiagonal(parameters);
        for (int example = 1; example <= 2; example++) {
            Arrays.fill(a.gradient().floats(), example);
            Arrays.fill(b.gradient().floats(), -0.5f);
            fisher.add();
        }
        parameters.forEach(p -> Arrays.fill(p.gradient().floats(), 0));
        return fisher.anchor(lambda);
    }

    @Test
    void fisherIsTheMeanSquareOfGradients() {
        Ewc ewc = learnt(1);

        assertArrayEquals(
                new float[] {2.5f, 2.5f, 2.5f, 2.5f, 2.5f, 2.5f},
                ewc.anchors().getFirst().fisher().toFloats());
        assertArrayEquals(
                new float[] {0.25f, 0.25f}, ewc.anchors().get(1).fisher().toFloats());
    }

    @Test
    void movingCosts() {
        Ewc ewc = learnt(4);
        assertEquals(0, ewc.addTo(parameters, 1).loss());

        a.value().floats()[1] += 0.5f;
        b.value().floats()[0] -= 2;

        Ewc.Result result = ewc.addTo(parameters, 1);
        assertEquals(4 / 2.0 * (2.5 * 0.25 + 0.25 * 4), result.loss(), 1e-12);
        assertArrayEquals(
                new float[] {0, 4 * 2.5f * 0.5f, 0, 0, 0, 0}, a.gradient().toFloats(), 1e-6f);
        assertArrayEquals(new float[] {4 * 0.25f * -2, 0}, b.gradient().toFloats(), 1e-6f);
    }

    @Test
    void gradient() {
        Ewc ewc = learnt(3);
        a.value().floats()[2] += 0.25f;
        a.value().floats()[4] -= 0.75f;
        ewc.addTo(parameters, 0.5);
        Tensor gradient = Tensor.of(a.gradient().floats().clone(), 2, 3);

        Differences.check(
                "a", a.value(), gradient, () -> ewc.addTo(parameters, 0.5).loss());
    }

    @Test
    void refusesParametersThatAreGone() {
        Ewc ewc = learnt(1);

        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> ewc.addTo(List.of(a), 1));

        assertTrue(e.getMessage().contains("called b"), e.getMessage());
        assertThrows(IllegalStateException.class, () -> new FisherDiagonal(parameters).anchor(1));
    }
}
