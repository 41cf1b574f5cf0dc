package org.menura.train.lora;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.menura.format.FormatException;
import org.menura.model.weights.LinearWeight;
import org.menura.model.weights.LowRank;
import org.menura.tensor.Rng;
import org.menura.tensor.Tensor;

class LoraStartTest {
    private static final double[] VALUES = {9, 7, 5, 3, 1, 0, 0, 0};

    /** A matrix of known singular values along Haar's axes, which are orthogonal. */
    private static float[] known(int out, int in) {
        float[] w = new float[out * in];
        for (int k = 0; k < VALUES.length; k++) {
            for (int o = 0; o < out; o++) {
                for (int i = 0; i < in; i++) {
                    w[o * in + i] += (float) (VALUES[k] * axis(k + 1, o, out) * axis(k, i, in));
                }
            }
        }
        return w;
    }

    /** Row k of the cosine transform. */
    private static double axis(int k, int i, int size) {
        return Math.sqrt((k == 0 ? 1.0 : 2.0) / size) * Math.cos(Math.PI * k * (2 * i + 1) / (2 * size));
    }

    private static double[] product(LowRank u) {
        int rank = u.a().dim(0);
        int in = u.a().dim(1);
        int out = u.b().dim(0);
        double[] w = new double[out * in];
        for (int o = 0; o < out; o++) {
            for (int r = 0; r < rank; r++) {
                for (int i = 0; i < in; i++) {
                    w[o * in + i] += (double) u.scale()
                            * u.b().floats()[o * rank + r]
                            * u.a().floats()[r * in + i];
                }
            }
        }
        return w;
    }

    @ParameterizedTest
    @CsvSource({"12, 16, 1", "40, 70, 3", "70, 40, 4", "200, 96, 2", "16, 12, 7"})
    void pissaIsTheLargestSingularValues(int out, int in, int rank) {
        LinearWeight w = new LinearWeight(Tensor.of(known(out, in), out, in), false);
        LowRank u = LoraStart.PISSA.of(w, rank, 2, new Rng(1));
        double[] rest = product(u);
        for (int o = 0; o < out; o++) {
            for (int i = 0; i < in; i++) {
                for (int k = 0; k < rank; k++) {
                    rest[o * in + i] -= VALUES[k] * axis(k + 1, o, out) * axis(k, i, in);
                }
            }
        }
        assertArrayEquals(new double[out * in], rest, 2e-6);
        for (int r = 0; r < rank; r++) { // the value is shared by both factors
            double squares = 0;
            for (int i = 0; i < in; i++) {
                squares += Math.pow(u.a().floats()[r * in + i], 2);
            }
            assertEquals(VALUES[r] / 2, squares, 1e-5);
        }
    }

    /** What is left of the weight has nothing in the first columns. */
    @Test
    void oloraIsTheFirstColumns() {
        Rng random = new Rng(3);
        float[] numbers = new float[20 * 12];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        LowRank u = LoraStart.OLORA.of(new LinearWeight(Tensor.of(numbers, 20, 12), false), 4, 1, random);
        double[] part = product(u);
        for (int o = 0; o < 20; o++) {
            for (int i = 0; i < 4; i++) {
                assertEquals(numbers[o * 12 + i], part[o * 12 + i], 1e-5);
            }
        }
        assertEquals(0, u.a().floats()[12]); // R is a triangle
        FormatException wide = assertThrows(
                FormatException.class,
                () -> LoraStart.OLORA.of(new LinearWeight(Tensor.of(numbers, 20, 12), false), 13, 1, random));
        assertTrue(String.valueOf(wide.getMessage()).contains("20 by 12"), wide::getMessage);
    }

    @Test
    void othersDoNotLookAtTheWeight() {
        LinearWeight w = new LinearWeight(Tensor.zeros(300, 200), false);
        LowRank orthogonal = LoraStart.ORTHOGONAL.of(w, 8, 2, new Rng(1));
        assertArrayEquals(new double[300 * 200], product(orthogonal), 1e-6);
        assertEquals(0.1 / Math.sqrt(2), deviation(orthogonal.a()), 0.01); // half of the axes
        assertEquals(0.1 / Math.sqrt(2), deviation(orthogonal.b()), 0.01);
        LowRank gaussian = LoraStart.GAUSSIAN.of(w, 4, 2, new Rng(1));
        assertEquals(1 / 4.0, deviation(gaussian.a()), 0.02);
        assertEquals(0, deviation(gaussian.b()));
        LowRank random = LoraStart.RANDOM.of(w, 4, 2, new Rng(1));
        assertEquals(1 / Math.sqrt(3 * 200), deviation(random.a()), 0.003);
        assertEquals(1 / Math.sqrt(3 * 4), deviation(random.b()), 0.02);
        assertThrows(FormatException.class, () -> LoraStart.ORTHOGONAL.of(w, 3, 2, new Rng(1)));
    }

    private static double deviation(Tensor t) {
        double squares = 0;
        for (float v : t.floats()) {
            squares += (double) v * v;
        }
        return Math.sqrt(squares / t.elements());
    }

    @Test
    void someLayersAreLeftOutOrHaveNumbersOfTheirOwn() {
        LoraConfig config = new LoraConfig(
                8,
                16,
                false,
                false,
                List.of(LoraConfig.ALL_LINEAR),
                new LoraConfig.Exceptions(
                        List.of("k_proj", "*.mlp.*"), List.of(1, 11), Map.of("v_proj", 4), Map.of("*.11.*", 4.0)),
                LoraStart.UNIFORM,
                0);
        assertTrue(config.adapts("model.layers.1.self_attn.q_proj"));
        assertTrue(config.adapts("h.11.attn.c_attn"));
        assertFalse(config.adapts("model.layers.2.self_attn.q_proj"));
        assertFalse(config.adapts("model.layers.1.self_attn.k_proj"));
        assertFalse(config.adapts("model.layers.1.mlp.experts.3.up_proj"));
        assertFalse(config.adapts("lm_head"));
        assertEquals(4, config.rank("model.layers.1.self_attn.v_proj"));
        assertEquals(8, config.rank("model.layers.1.self_attn.q_proj"));
        assertEquals(1, config.scale("model.layers.11.self_attn.v_proj"));
        assertEquals(2, config.scale("model.layers.1.self_attn.q_proj"));
        assertThrows(
                IllegalArgumentException.class,
                () -> new LoraConfig(
                        8, 16, false, true, List.of("q_proj"), LoraConfig.Exceptions.NONE, LoraStart.PISSA, 0));
    }
}
