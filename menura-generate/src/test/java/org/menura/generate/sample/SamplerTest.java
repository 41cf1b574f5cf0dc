package org.menura.generate.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.menura.format.FormatException;
import org.menura.tensor.Rng;

class SamplerTest {
    /** Every stage at work. */
    private static SamplingParamsBuilder everything() {
        return SamplingParams.builder()
                .seed(7)
                .logitBias(Map.of(3, -1f))
                .repeatPenalty(1.2f)
                .frequencyPenalty(0.1f)
                .presencePenalty(0.1f)
                .dryMultiplier(0.8f)
                .topNSigma(2)
                .topK(50)
                .typicalP(0.98f)
                .xtcProbability(0.5f)
                .dynamicTemperature(0.3f, 1);
    }

    /** Feeds the sampler logits that depend on the last token, so that a different choice changes what follows. */
    private static int[] generate(Sampler sampler, int last, int count) {
        int[] tokens = new int[count];
        int previous = last;
        for (int i = 0; i < count; i++) {
            Rng rng = new Rng(99, previous);
            float[] logits = new float[200];
            for (int j = 0; j < logits.length; j++) {
                logits[j] = 2 * (float) rng.nextGaussian();
            }
            previous = sampler.sample(logits);
            sampler.accept(previous);
            tokens[i] = previous;
        }
        return tokens;
    }

    @Test
    void theSameSeedGivesTheSameTokens() {
        SamplingParams params = everything().build();
        int[] tokens = generate(new Sampler(params), 0, 60);
        assertArrayEquals(tokens, generate(new Sampler(params), 0, 60));
        assertFalse(Arrays.equals(
                tokens, generate(new Sampler(params.toBuilder().seed(8).build()), 0, 60)));
        assertTrue(Arrays.stream(tokens).distinct().count() > 20);
    }

    @Test
    void greedyChoicesAreThoseOfTheWholeChain() {
        SamplingParams greedy = SamplingParams.greedy();
        List<SamplingParams> shortcuts =
                List.of(greedy, greedy.toBuilder().topK(1).topP(0).minP(1).build());
        List<SamplingParams> whole = List.of(
                greedy.toBuilder().logitBias(Map.of(17, 3f)).build(),
                greedy.toBuilder().repeatPenalty(1.3f).build(),
                greedy.toBuilder().xtcProbability(1).xtcThreshold(0.01f).build());
        int[] expected = generate(new Sampler(List.of((_, _) -> {}), new Greedy(), 0), 0, 30);
        for (SamplingParams params : shortcuts) {
            assertArrayEquals(expected, generate(new Sampler(params), 0, 30));
        }
        for (SamplingParams params : whole) {
            assertFalse(Arrays.equals(expected, generate(new Sampler(params), 0, 30)), params.toString());
        }
        assertEquals(1, new Sampler(greedy).sample(new float[] {1, 5, 5, Float.NEGATIVE_INFINITY}));
    }

    @Test
    void aGreedyChoiceFromBrokenLogitsIsRefused() {
        Sampler greedy = new Sampler(SamplingParams.greedy());
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            for (int i = 0; i < 3; i++) {
                float[] logits = {3, 1, 2};
                logits[i] = bad;
                assertThrows(IllegalArgumentException.class, () -> greedy.sample(logits));
            }
        }
        assertThrows(IllegalArgumentException.class, () -> greedy.sample(new float[0]));
        float[] none = {Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY};
        assertThrows(IllegalStateException.class, () -> greedy.sample(none));
    }

    @Test
    void drawsFollowTheProbabilities() {
        float[] logits = Distribution.logits(0.05, 0.5, 0.15, 0.3);
        Sampler sampler = new Sampler(List.of(), new Draw(), 1);
        int draws = 100_000;
        int[] counts = new int[4];
        for (int i = 0; i < draws; i++) {
            counts[sampler.sample(logits)]++;
        }
        double chiSquared = 0;
        double[] probs = {0.05, 0.5, 0.15, 0.3};
        for (int i = 0; i < 4; i++) {
            chiSquared += Math.pow(counts[i] - draws * probs[i], 2) / (draws * probs[i]);
        }
        assertTrue(chiSquared < 16.3, "chi-squared " + chiSquared); // 0.1 % quantile for 3 degrees of freedom
    }

    @Test
    void truncatedTokensAreNeverDrawn() {
        SamplingParams params =
                SamplingParams.builder().seed(3).topK(2).temperature(2).build();
        Sampler sampler = new Sampler(params);
        for (int i = 0; i < 1000; i++) {
            assertTrue(sampler.sample(Distribution.logits(0.05, 0.5, 0.15, 0.3)) % 2 == 1);
        }
    }

    @Test
    void temperatureZeroIsGreedy() {
        Sampler sampler = new Sampler(SamplingParams.greedy());
        assertEquals(1, sampler.sample(new float[] {1, 3, 2, 3}));
        Sampler penalised = new Sampler(
                SamplingParams.builder().temperature(0).repeatPenalty(2).build());
        penalised.accept(1);
        assertEquals(3, penalised.sample(new float[] {1, 3, 2, 3}));
        Sampler noTemperature = new Sampler(SamplingParams.builder()
                .seed(1)
                .temperature(0)
                .order(StageName.parseOrder("top_k"))
                .build());
        int[] counts = new int[2];
        for (int i = 0; i < 100; i++) {
            counts[noTemperature.sample(new float[] {0, 0})]++;
        }
        assertTrue(counts[1] > 20, "a stage that is left out of the order must not apply");
    }

    @Test
    void leavesTheLogitsAlone() {
        float[] logits = {1, 2, 3};
        new Sampler(everything().build()).sample(logits);
        assertArrayEquals(new float[] {1, 2, 3}, logits);
    }

    @Test
    void aForkGoesOnAloneWithTheSameTokens() {
        Sampler sampler = new Sampler(everything().build());
        sampler.accept(new int[] {1, 2, 3, 1, 2});
        int[] start = generate(sampler, 2, 10);
        Sampler fork = sampler.fork();
        int[] rest = generate(sampler, start[9], 30);
        assertArrayEquals(rest, generate(fork, start[9], 30));
    }

    @Test
    void aLoadedSamplerGoesOnWithTheSameTokens() throws IOException {
        for (SamplingParams params :
                List.of(everything().build(), everything().mirostat(4, 0.2f).build())) {
            Sampler sampler = new Sampler(params);
            int[] start = generate(sampler, 0, 100);
            byte[] saved = save(sampler);
            int[] rest = generate(sampler, start[99], 30);
            Sampler loaded = Sampler.load(params, new DataInputStream(new ByteArrayInputStream(saved)));
            assertArrayEquals(rest, generate(loaded, start[99], 30));
        }
    }

    private static byte[] save(Sampler sampler) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        sampler.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    @Test
    void refusesDamagedState() throws IOException {
        Sampler sampler = new Sampler(everything().build());
        sampler.accept(new int[] {1, 2, 3});
        byte[] saved = save(sampler);
        for (int length = 0; length < saved.length; length++) {
            assertRefused(Arrays.copyOf(saved, length));
        }
        byte[] otherMagic = saved.clone();
        otherMagic[0] ^= 1;
        assertRefused(otherMagic);
        byte[] negativePosition = saved.clone();
        negativePosition[24] = -1;
        assertRefused(negativePosition);
        byte[] hugeHistory = saved.clone();
        hugeHistory[36] = 0x7F;
        assertRefused(hugeHistory);
        byte[] negativeHistory = saved.clone();
        negativeHistory[36] = -1;
        assertRefused(negativeHistory);
    }

    private static void assertRefused(byte[] saved) {
        assertThrows(
                FormatException.class,
                () -> Sampler.load(SamplingParams.greedy(), new DataInputStream(new ByteArrayInputStream(saved))));
    }

    @Test
    void saysWhenEveryTokenIsRuledOut() {
        Map<Integer, Float> all = Map.of(0, Float.NEGATIVE_INFINITY, 1, Float.NEGATIVE_INFINITY);
        for (float temperature : new float[] {0, 1}) {
            Sampler sampler = new Sampler(SamplingParams.builder()
                    .logitBias(all)
                    .temperature(temperature)
                    .build());
            assertThrows(IllegalStateException.class, () -> sampler.sample(new float[] {1, 2}));
        }
    }

    @Test
    void mirostatDropsSurprisesAndLearns() {
        // Surprises of 1, 2, 3 and 3 bits; μ = 2τ = 2.5 keeps the first two, which become 2/3 and 1/3.
        MirostatV2 mirostat = new MirostatV2(1.25f, 0.1f);
        SamplingState state = Distribution.history();
        Candidates candidates = Distribution.of(0.125, 0.5, 0.125, 0.25);
        int drawn = mirostat.select(candidates, state);
        assertArrayEquals(new int[] {1, 3}, Distribution.ids(candidates));
        assertEquals(2 / 3.0, candidates.prob(0), 1e-6);
        double surprise = -Math.log(candidates.prob(drawn)) / Math.log(2);
        assertEquals(2.5 - 0.1 * (surprise - 1.25), state.surpriseLimit(), 1e-5);

        state.setSurpriseLimit(-3);
        Candidates one = Distribution.of(0.125, 0.5, 0.125, 0.25);
        assertEquals(1, one.id(mirostat.select(one, state)));
    }

    @Test
    void mirostatHoldsTheSurpriseNearItsTarget() {
        float[] logits = new float[5000];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) -Math.log(i + 1); // Zipf's law
        }
        for (float tau : new float[] {2, 4}) {
            MirostatV2 mirostat = new MirostatV2(tau, 0.05f);
            SamplingState state = Distribution.history();
            Candidates candidates = new Candidates();
            int draws = 4000;
            double surprise = 0;
            for (int i = 0; i < draws; i++) {
                candidates.reset(logits);
                int drawn = mirostat.select(candidates, state);
                surprise -= Math.log(candidates.prob(drawn)) / Math.log(2);
            }
            assertEquals(tau, surprise / draws, 0.05);
        }
    }
}
