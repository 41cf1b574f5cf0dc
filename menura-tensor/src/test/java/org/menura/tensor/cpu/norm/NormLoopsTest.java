package org.menura.tensor.cpu.norm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.RandomTensors;

/** Plain and vector loops against each other, and what they compute. */
class NormLoopsTest {
    private final RandomTensors random = new RandomTensors(11);

    private static float[] sums(NormLoops loops, Tensor x, Tensor d, Tensor w, int n) {
        float[] out = new float[3];
        loops.sums(x.floats(), x.offset(), 0.4f, d.floats(), d.offset(), w.floats(), w.offset(), 1, n, out);
        return out;
    }

    private static void add(NormLoops loops, Tensor x, Tensor d, Tensor w, float[] out, int n) {
        loops.add(
                x.floats(),
                x.offset(),
                0.4f,
                d.floats(),
                d.offset(),
                w.floats(),
                w.offset(),
                1,
                0.7f,
                -0.2f,
                0.1f,
                out,
                2,
                n);
    }

    @Test
    void agreeOnAnyLengthAndPlace() {
        for (int n = 0; n < 70; n++) {
            Tensor x = random.heap(n);
            Tensor d = random.heap(n);
            Tensor w = random.heap(n);
            assertArrayEquals(
                    sums(new PlainNormLoops(), x, d, w, n), sums(new VectorNormLoops(), x, d, w, n), 1e-6f * (n + 1));
            float[] expected = random.heap(n + 4).toFloats();
            float[] actual = expected.clone();
            add(new PlainNormLoops(), x, d, w, expected, n);
            add(new VectorNormLoops(), x, d, w, actual, n);
            assertArrayEquals(expected, actual);
        }
    }

    @Test
    void computeWhatTheySay() {
        Tensor x = Tensor.of(new float[] {1.4f, 2.4f}, 2);
        Tensor d = Tensor.of(new float[] {3, 5}, 2);
        Tensor w = Tensor.of(new float[] {1, -2}, 2); // g = {6, -5}
        assertArrayEquals(new float[] {5, -4, 1}, sums(NormLoops.BEST, x, d, w, 2), 1e-5f);
        float[] out = {0, 0, 10, 20};
        add(NormLoops.BEST, x, d, w, out, 2);
        assertArrayEquals(new float[] {0, 0, 14.1f, 16.2f}, out, 1e-5f);
    }
}
