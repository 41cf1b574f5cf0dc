package org.menura.train.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.menura.tensor.Tensor;

class BinaryCrossEntropyTest {
    private static final int[] TARGETS = {1, 0, -1, 1, 0};

    private static double loss(float... logits) {
        return BinaryCrossEntropy.of(Tensor.of(logits, logits.length), TARGETS).loss();
    }

    @Test
    void isTheMeanOfWhatCounts() {
        double expected = (Math.log(2) + Math.log(1 + Math.exp(2)) + Math.log(1 + Math.exp(-100)) + 0) / 4;
        assertEquals(expected, loss(0, 2, 7, 100, -800), 1e-12);
    }

    @Test
    void gradientIsThatOfTheLoss() {
        float[] at = {0.5f, -1.25f, 3, 2, 0.75f};
        double[] gradient = BinaryCrossEntropy.of(Tensor.of(at, 5), TARGETS).gradient();
        for (int i = 0; i < at.length; i++) {
            float step = 1 / 64f;
            float[] up = at.clone();
            up[i] += step;
            float[] down = at.clone();
            down[i] -= step;
            assertEquals((loss(up) - loss(down)) / (2 * step), gradient[i], 1e-4);
        }
    }

    @Test
    void refusesNothing() {
        assertThrows(IllegalArgumentException.class, () -> BinaryCrossEntropy.of(Tensor.of(new float[] {1}, 1), new int[] {-1}));
    }
}
