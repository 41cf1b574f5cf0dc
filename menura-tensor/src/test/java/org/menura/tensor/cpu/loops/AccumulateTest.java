package org.menura.tensor.cpu.loops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.RandomTensors;

/** Plain and vector loops, which agree in every bit, and what they add. */
class AccumulateTest {
    private final RandomTensors random = new RandomTensors(9);

    /** One of the operations, over n elements. */
    private interface Operation {
        void run(Accumulate kind, Tensor a, Tensor b, float[] sum, int n);
    }

    private static final Operation[] ALL = {
        (k, a, b, sum, n) -> k.scale(a.floats(), a.offset(), 0.3f, b.floats(), b.offset(), -1, sum, 2, n),
        (k, a, b, sum, n) -> k.mix(a.floats(), a.offset(), 0.3f, b.floats(), b.offset(), -1.1f, 0.2f, sum, 2, n),
        (k, a, b, sum, n) ->
                k.difference(a.floats(), a.offset(), b.floats(), b.offset(), b.floats(), b.offset() + n, sum, 2, n),
        (k, a, b, sum, n) -> k.turnBack(
                a.floats(), a.offset(), a.offset() + n, b.floats(), b.offset(), b.offset() + n, sum, 2, n + 3, n),
    };

    @Test
    void agreeOnAnyLengthAndPlace() {
        for (Operation operation : ALL) {
            for (int n = 0; n < 70; n++) {
                Tensor a = random.heap(2 * n);
                Tensor b = random.heap(2 * n);
                float[] expected = random.heap(2 * n + 5).toFloats();
                float[] actual = expected.clone();
                operation.run(new PlainAccumulate(), a, b, expected, n);
                operation.run(new VectorAccumulate(), a, b, actual, n);
                assertArrayEquals(expected, actual);
            }
        }
    }

    @Test
    void addWhatTheySay() {
        Accumulate add = Accumulate.BEST;
        float[] sum = {1, 2};
        add.scale(new float[] {3, 4}, 0, 2, new float[] {5, 6}, 0, 1, sum, 0, 2);
        assertArrayEquals(new float[] {37, 58}, sum);
        add.mix(new float[] {3, 4}, 0, 2, new float[] {5, 6}, 0, -1, 0.5f, sum, 0, 2);
        assertArrayEquals(new float[] {38.5f, 60.5f}, sum);
        add.difference(new float[] {3, 4}, 0, new float[] {5, 7}, 0, new float[] {2, -1}, 0, sum, 0, 2);
        assertArrayEquals(new float[] {34.5f, 63.5f}, sum);
        add.turnBack(new float[] {3, 4}, 0, 1, new float[] {0.6f, 0.8f}, 0, 1, sum, 0, 1, 1);
        assertArrayEquals(new float[] {39.5f, 63.5f}, sum, 1e-5f);
    }
}
