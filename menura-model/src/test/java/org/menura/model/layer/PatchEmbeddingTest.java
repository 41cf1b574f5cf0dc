package org.menura.model.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.menura.model.weights.Parameters;
import org.menura.model.weights.RandomParameters;
import org.menura.model.weights.Weights;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;

class PatchEmbeddingTest {
    @Test
    void leavesOutWhatIsLeftOverAtTheEdges() {
        CpuBackend ops = new CpuBackend(1);
        RandomParameters parameters = new RandomParameters(5);
        PatchEmbedding patches = new PatchEmbedding(Weights.of((Parameters) parameters, ops), 2, 3, 4, false);
        int height = 7;
        int width = 11;
        float[] pixels = new float[2 * 2 * height * width]; // [pictures, channels, height, width]
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = i % 17 - 8;
        }
        float[] weight = parameters.made().get("weight").toFloats(); // [4, 2, 3, 3]
        float[] expected = new float[2 * 2 * 3 * 4];
        for (int i = 0; i < expected.length; i++) {
            int patch = i / 4;
            int row = patch / 3 % 2 * 3;
            int column = patch % 3 * 3;
            double sum = 0;
            for (int at = 0; at < 18; at++) {
                int plane = patch / 6 * 2 + at / 9;
                sum += weight[i % 4 * 18 + at] * pixels[(plane * height + row + at % 9 / 3) * width + column + at % 3];
            }
            expected[i] = (float) sum;
        }
        float[] actual = patches.apply(Tensor.of(pixels, 2, 2, height, width)).toFloats();
        assertArrayEquals(expected, actual, 1e-6f, () -> Arrays.toString(actual));
    }
}
