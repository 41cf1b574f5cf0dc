package org.menura.generate.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.menura.generate.sample.Distribution.after;
import static org.menura.generate.sample.Distribution.assertProbs;
import static org.menura.generate.sample.Distribution.history;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.menura.tensor.Rng;

/** Where a line has numbers without a derivation, they are those of llama.cpp's tests/test-sampling.cpp. */
class StagesTest {
    private static final double[] RISING = {0.1, 0.2, 0.3, 0.4};

    @Test
    void temperature() {
        assertProbs(after(Temperature.of(1), history(), RISING), RISING);
        assertProbs(after(Temperature.of(0), history(), RISING), 1);
        // At temperature 1/2 the probabilities are squared: 1 4 9 16 over 30.
        assertProbs(after(Temperature.of(0.5f), history(), RISING), 1 / 30.0, 4 / 30.0, 9 / 30.0, 16 / 30.0);
        assertProbs(after(Temperature.of(1e-5f), history(), RISING), 0, 0, 0, 1);
    }

    @Test
    void temperatureZeroKeepsTheLowestIdOfEquals() {
        Candidates candidates = Distribution.of(0.2, 0.4, 0.4);
        Temperature.of(0).apply(candidates, history());
        assertArrayEquals(new int[] {1}, Distribution.ids(candidates));
    }

    @Test
    void dynamicTemperature() {
        // A uniform distribution has the largest entropy, so it gets the highest temperature; it stays uniform.
        assertProbs(after(new Temperature(1, 0.5f, 1), history(), 0.25, 0.25, 0.25, 0.25), 0.25, 0.25, 0.25, 0.25);
        double entropy = 0;
        for (double p : RISING) {
            entropy -= p * Math.log(p);
        }
        double temperature = 0.5 + 1 * Math.pow(entropy / Math.log(4), 2);
        double[] expected = new double[4];
        double sum = 0;
        for (int i = 0; i < 4; i++) {
            expected[i] = Math.pow(RISING[i], 1 / temperature);
            sum += expected[i];
        }
        for (int i = 0; i < 4; i++) {
            expected[i] /= sum;
        }
        assertProbs(after(new Temperature(1, 0.5f, 2), history(), RISING), expected);
        assertProbs(after(new Temperature(1, 0, 1), history(), RISING), RISING);
    }

    @Test
    void topK() {
        assertProbs(after(new TopK(1), history(), RISING), 1);
        assertProbs(after(new TopK(3), history(), RISING), 0.44444, 0.33333, 0.22222);
        assertProbs(after(new TopK(4), history(), RISING), 0.4, 0.3, 0.2, 0.1);
        assertProbs(after(new TopK(9), history(), RISING), 0.4, 0.3, 0.2, 0.1);
        assertProbs(after(new TopK(0), history(), RISING), RISING);
    }

    @Test
    void topP() {
        assertProbs(after(new TopP(0, 0), history(), RISING), 1);
        assertProbs(after(new TopP(0.7f, 0), history(), RISING), 0.571429, 0.428571);
        assertProbs(after(new TopP(0.8f, 0), history(), RISING), 0.44444, 0.33333, 0.22222);
        assertProbs(after(new TopP(1, 0), history(), RISING), RISING);
        assertProbs(after(new TopP(0, 2), history(), RISING), 0.571429, 0.428571);
    }

    @Test
    void minP() {
        assertProbs(after(new MinP(0, 0), history(), RISING), RISING);
        assertProbs(after(new MinP(0.24f, 0), history(), RISING), RISING);
        assertProbs(after(new MinP(0.26f, 0), history(), RISING), 0.2 / 0.9, 0.3 / 0.9, 0.4 / 0.9);
        assertProbs(after(new MinP(0.49f, 0), history(), RISING), 0.2 / 0.9, 0.3 / 0.9, 0.4 / 0.9);
        assertProbs(after(new MinP(0.51f, 0), history(), RISING), 0.3 / 0.7, 0.4 / 0.7);
        assertProbs(after(new MinP(0.74f, 0), history(), RISING), 0.3 / 0.7, 0.4 / 0.7);
        assertProbs(after(new MinP(0.76f, 0), history(), RISING), 1);
        assertProbs(after(new MinP(1, 0), history(), RISING), 1);
        assertProbs(after(new MinP(1, 2), history(), RISING), 0.4 / 0.7, 0.3 / 0.7);
    }

    @Test
    void xtc() {
        double[] falling = {0.4, 0.3, 0.2, 0.1};
        assertProbs(after(new Xtc(1, 0.09f, 0), history(), falling), 1);
        assertProbs(after(new Xtc(1, 0.19f, 0), history(), falling), 0.2 / 0.3, 0.1 / 0.3);
        assertProbs(after(new Xtc(1, 0.29f, 0), history(), falling), 0.3 / 0.6, 0.2 / 0.6, 0.1 / 0.6);
        assertProbs(after(new Xtc(1, 0.39f, 0), history(), falling), falling);
        assertProbs(after(new Xtc(1, 0.09f, 2), history(), falling), falling);
        assertProbs(after(new Xtc(1, 0.51f, 0), history(), falling), falling);
        assertProbs(after(new Xtc(0, 0.09f, 0), history(), falling), falling);
    }

    @Test
    void xtcStrikesWithItsProbability() {
        SamplingState state = new SamplingState(new Rng(5), new TokenHistory(), Float.NaN);
        int struck = 0;
        for (int i = 0; i < 20_000; i++) {
            struck += after(new Xtc(0.3f, 0.19f, 0), state, 0.4, 0.3, 0.2, 0.1).length == 2 ? 1 : 0;
        }
        assertEquals(0.3, struck / 20_000.0, 0.01);
    }

    @Test
    void typical() {
        assertProbs(after(new Typical(0.5f, 0), history(), 0.97, 0.01, 0.01, 0.01), 1);
        Candidates candidates = Distribution.of(0.4, 0.2, 0.2, 0.2);
        new Typical(0.5f, 0).apply(candidates, history());
        assertArrayEquals(new int[] {1, 2, 3}, Distribution.ids(candidates));
        assertProbs(after(new Typical(0.1f, 2), history(), 0.4, 0.2, 0.2, 0.2), 0.5, 0.5);
        assertProbs(after(new Typical(1, 0), history(), RISING), RISING);
        assertProbs(after(new Typical(0.9f, 0), history(), 0, 0.5, 0.5), 0.5, 0.5);
    }

    @Test
    void topNSigma() {
        assertProbs(after(new TopNSigma(1), history(), RISING), 0.428571, 0.571429);
        assertProbs(after(new TopNSigma(0), history(), RISING), RISING);
        assertProbs(after(new TopNSigma(3), history(), RISING), RISING);
        assertProbs(after(new TopNSigma(1), history(), 0.4, 0), 1, 0);
    }

    @Test
    void penalties() {
        double[] uniform = {0.2, 0.2, 0.2, 0.2, 0.2};
        Penalties repeat = new Penalties(64, 50, 0, 0);
        assertProbs(after(repeat, history(0), uniform), 0, 0.25, 0.25, 0.25, 0.25);
        assertProbs(after(repeat, history(0, 1, 2), uniform), 0, 0, 0, 0.5, 0.5);
        assertProbs(after(repeat, history(0, 1, 2, 0, 0), uniform), 0, 0, 0, 0.5, 0.5);
        Penalties counts = new Penalties(64, 1, 5, 5);
        assertProbs(after(counts, history(0), uniform), 0.000011, 0.249997, 0.249997, 0.249997, 0.249997);
        assertProbs(after(counts, history(0, 1, 2), uniform), 0.000023, 0.000023, 0.000023, 0.499966, 0.499966);
        assertProbs(after(counts, history(0, 1, 2, 0, 0), uniform), 0, 0.000023, 0.000023, 0.499977, 0.499977);
    }

    @Test
    void penaltiesScaleByTheSignOfTheLogitAndLookBackSoFar() {
        Candidates candidates = new Candidates();
        candidates.reset(new float[] {3, -3, 0, 6});
        new Penalties(3, 2, 0.5f, 0.25f).apply(candidates, history(3, 0, 1, 0));
        assertEquals(1.5f - 2 * 0.5f - 0.25f, candidates.logit(0));
        assertEquals(-6 - 0.5f - 0.25f, candidates.logit(1));
        assertEquals(0, candidates.logit(2));
        assertEquals(6, candidates.logit(3));
        new Penalties(-1, 2, 0, 0).apply(candidates, history(3, 0, 1, 0, 99));
        assertEquals(3, candidates.logit(3));
        new Penalties(0, 2, 0, 0).apply(candidates, history(3));
        assertEquals(3, candidates.logit(3));
    }

    @Test
    void logitBias() {
        Candidates candidates = Distribution.of(RISING);
        candidates.order(4);
        new LogitBias(Map.of(0, (float) Math.log(4), 3, Float.NEGATIVE_INFINITY, 99, 1f)).apply(candidates, history());
        candidates.softmax();
        assertEquals(0, candidates.prob(candidates.find(3)));
        assertEquals(4 / 9.0, candidates.prob(candidates.find(0)), 1e-6);
        assertThrows(IllegalArgumentException.class, () -> new LogitBias(Map.of(0, Float.NaN)));
        assertThrows(IllegalArgumentException.class, () -> new LogitBias(Map.of(0, Float.POSITIVE_INFINITY)));
    }

    /** Probability of token i is proportional to i. */
    @Test
    void stagesOnAVocabulary() {
        int n = 10_000;
        float[] logits = new float[n];
        for (int i = 0; i < n; i++) {
            logits[i] = (float) Math.log(i);
        }
        Candidates candidates = new Candidates();
        candidates.reset(logits);
        new TopK(100).apply(candidates, history());
        assertEquals(100, candidates.size());
        assertEquals(9999, candidates.id(0));
        assertEquals(9900, candidates.id(99));

        candidates.reset(logits);
        new MinP(0.1f, 0).apply(candidates, history());
        assertEquals(9000, candidates.size()); // 1000 (at least a tenth of 9999) to 9999

        candidates.reset(logits);
        new TopP(0.8f, 0).apply(candidates, history());
        long target = (long) Math.ceil(0.8 * n * (n - 1) / 2);
        int count = 0;
        for (long sum = 0; sum < target; count++) {
            sum += n - 1 - count;
        }
        assertEquals(count, candidates.size(), 1); // sums of 5,000 rounded probabilities
        assertEquals(n - candidates.size(), candidates.id(candidates.size() - 1));
    }

    @Test
    void infill() {
        // An end counts three times for each candidate: 3 · 0.1 · 5 > 0.9.
        assertArrayEquals(new int[] {0}, filled(0.1, 0.3, 0.2, 0.2, 0.2));
        // "a" and "ab" have 0.56 together, and b is below a third of 0.001 + 0.56 + 0.249.
        assertArrayEquals(new int[] {0, 1}, filled(0.001, 0.3, 0.26, 0.249, 0.19));
        assertArrayEquals(new int[] {0, 2}, filled(0.001, 0.26, 0.3, 0.249, 0.19));
        assertArrayEquals(new int[] {0, 1, 3}, filled(0.001, 0.25, 0.15, 0.4, 0.199));
        // No token has a fifth, so the text ends, though the end was dropped before.
        Candidates candidates = Distribution.of(0, 0.17, 0.01, 0.16, 0.165, 0.165, 0.165, 0.165);
        new TopK(6).apply(candidates, history());
        FILL.apply(candidates, history());
        assertArrayEquals(new int[] {0}, Distribution.ids(candidates));
    }

    private static final Infill FILL = new Infill(
            Set.of(0),
            id -> List.of("", "a", "ab", "b", "c", "d", "e", "f").get(id).getBytes(StandardCharsets.UTF_8));

    private static int[] filled(double... probs) {
        Candidates candidates = Distribution.of(probs);
        FILL.apply(candidates, history());
        int[] ids = Distribution.ids(candidates);
        Arrays.sort(ids);
        return ids;
    }

    @Test
    void parametersOutOfRangeAreRefusedByName() {
        String message = assertThrows(IllegalArgumentException.class, () -> new TopP(1.5f, 0))
                .getMessage();
        assertEquals("top_p must be from 0.0 to 1.0, but it is 1.5", message);
        assertThrows(IllegalArgumentException.class, () -> new TopP(Float.NaN, 0));
        assertThrows(IllegalArgumentException.class, () -> new TopK(-1));
        assertThrows(IllegalArgumentException.class, () -> new MinP(-0.1f, 0));
        assertThrows(IllegalArgumentException.class, () -> new MinP(0, -1));
        assertThrows(IllegalArgumentException.class, () -> new Typical(2, 0));
        assertThrows(IllegalArgumentException.class, () -> new Xtc(2, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new Temperature(-1, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> Temperature.of(Float.POSITIVE_INFINITY));
        assertThrows(IllegalArgumentException.class, () -> new TopNSigma(Float.NaN));
        assertThrows(IllegalArgumentException.class, () -> new Penalties(-2, 1, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new MirostatV2(-1, 0));
        message = assertThrows(IllegalArgumentException.class, () -> new Penalties(1, 0, 0, 0))
                .getMessage();
        assertTrue(message.startsWith("repeat_penalty must be above 0"), message);
    }
}
