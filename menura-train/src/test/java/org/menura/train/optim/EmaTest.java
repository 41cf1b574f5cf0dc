package org.menura.train.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.menura.tensor.grad.Parameter;

class EmaTest {
    private static final double DECAY = 0.9;

    private static void change(List<Parameter> parameters, Ema ema, int from, int to) {
        Optimizer sgd = new Sgd(ParameterGroups.all(parameters, 0), Sgd.Options.DEFAULT, 1);
        for (int t = from; t < to; t++) {
            Samples.gradients(parameters, t);
            sgd.step(1);
            ema.update();
        }
    }

    @Test
    void averagesFadeAndTakeTheWeightsPlaceForAWhile() {
        List<Parameter> parameters = Samples.parameters(2);
        Parameter one = parameters.get(0);
        Ema ema = new Ema(parameters, DECAY, 2);
        double[] average = Samples.doubles(one.value());
        for (int t = 0; t < 5; t++) {
            change(parameters, ema, t, t + 1);
            double[] weights = Samples.doubles(one.value());
            for (int i = 0; i < average.length; i++) {
                average[i] = DECAY * average[i] + (1 - DECAY) * weights[i];
            }
        }
        assertEquals(5, ema.updates());
        List<float[]> weights = Samples.values(parameters);
        try (Ema.Swap _ = ema.swapIn()) {
            assertArrayEquals(average, Samples.doubles(one.value()), 1e-6);
            assertThrows(IllegalStateException.class, ema::update);
            assertThrows(IllegalStateException.class, ema::swapIn);
            assertThrows(IllegalStateException.class, ema::state);
        }
        List<float[]> back = Samples.values(parameters);
        for (int i = 0; i < weights.size(); i++) {
            assertArrayEquals(weights.get(i), back.get(i));
        }
        assertArrayEquals(average, Samples.doubles(ema.state().get("ema." + one.name())), 1e-6);
    }

    @Test
    void goesOnFromASavedStateWithTheSameBytes() {
        List<Parameter> parameters = Samples.parameters(0);
        Ema through = new Ema(parameters, DECAY, 1);
        change(parameters, through, 0, 3);
        Ema restored = new Ema(parameters, DECAY, 3);
        restored.restore(through.state());
        for (int t = 3; t < 5; t++) {
            change(parameters, through, t, t + 1);
            restored.update();
        }
        assertEquals(5, restored.updates());
        List<float[]> averages = new ArrayList<>();
        through.state().forEach((name, t) -> {
            if (!name.equals("step")) {
                averages.add(t.toFloats());
                assertArrayEquals(t.toFloats(), restored.state().get(name).toFloats(), name);
            }
        });
        assertEquals(parameters.size(), averages.size());
        Ema other = new Ema(parameters.subList(0, 2), DECAY, 1);
        assertThrows(IllegalArgumentException.class, () -> other.restore(through.state()));
    }
}
