package org.menura.model.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.menura.model.ForwardBatch;
import org.menura.model.weights.InputDropout;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuGradients;
import org.menura.tensor.grad.GradBackend;
import org.menura.tensor.grad.GradientTape;

/** What is random while a model learns, and only then. */
class PassNoiseTest {
    private static final int WIDTH = 16;

    private final GradBackend ops = backend(1);

    private static GradBackend backend(long seed) {
        CpuBackend cpu = new CpuBackend(1);
        return new GradBackend(cpu, new CpuGradients(cpu), false, seed);
    }

    private static float[] recorded(GradBackend ops, Supplier<Tensor> body) {
        try (GradientTape _ = ops.record(List.of())) {
            return body.get().toFloats().clone();
        }
    }

    private static Tensor embedded(GradBackend ops, double alpha) {
        ForwardBatch step =
                ForwardBatch.whole(new int[] {1, 2, 3, 4}, new int[] {5}).withEmbedNoise(alpha);
        return Embeddings.of(ops, Tensor.zeros(8, WIDTH), step);
    }

    @Test
    void noiseOnEmbeddingsFollowsTheLengthOfTheSequence() {
        float[] none = new float[5 * WIDTH];
        assertArrayEquals(none, embedded(ops, 5).toFloats());
        assertArrayEquals(none, recorded(ops, () -> embedded(ops, 0)));
        float most = 0;
        float alone = 0;
        for (int pass = 0; pass < 40; pass++) {
            float[] noise = recorded(ops, () -> embedded(ops, 5));
            for (int i = 0; i < noise.length; i++) {
                most = i < 4 * WIDTH ? Math.max(most, Math.abs(noise[i])) : most;
                alone = i < 4 * WIDTH ? alone : Math.max(alone, Math.abs(noise[i]));
            }
        }
        assertEquals(5 / Math.sqrt(4 * WIDTH), most, 0.005); // algorithm 1 of arXiv 2310.05914
        assertEquals(5 / Math.sqrt(WIDTH), alone, 0.03);
        assertTrue(most <= 5 / Math.sqrt(4 * WIDTH));
    }

    @Test
    void passesDifferAndStepsRepeat() {
        GradBackend again = backend(1);
        ops.beginStep(7);
        again.beginStep(3);
        recorded(again, () -> embedded(again, 5));
        again.beginStep(7);
        float[] first = recorded(ops, () -> embedded(ops, 5));
        float[] second = recorded(ops, () -> embedded(ops, 5));
        assertFalse(Arrays.equals(first, second));
        assertArrayEquals(first, recorded(again, () -> embedded(again, 5)));
        assertArrayEquals(second, recorded(again, () -> embedded(again, 5)));
        GradBackend other = backend(2);
        other.beginStep(7);
        assertFalse(Arrays.equals(first, recorded(other, () -> embedded(other, 5))));
    }

    @Test
    void dropoutKeepsTheMean() {
        Tensor x = Tensor.zeros(100, 100);
        Arrays.fill(x.floats(), 3);
        InputDropout dropout = new InputDropout(0.25, "layers.0.q_proj");
        assertSame(x, dropout.apply(ops, x));
        float[] y = recorded(ops, () -> dropout.apply(ops, x));
        int dropped = 0;
        for (float v : y) {
            dropped += v == 0 ? 1 : 0;
            assertTrue(v == 0 || v == 4);
        }
        assertEquals(2500, dropped, 150);
    }
}
