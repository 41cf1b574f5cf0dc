package org.menura.detect.watermark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.generate.sample.Sampler;
import org.menura.generate.sample.SamplingParams;
import org.menura.generate.watermark.GumbelWatermark;
import org.menura.generate.watermark.SynthIdWatermark;
import org.menura.generate.watermark.Watermarks;
import org.menura.tensor.Rng;

class DetectorsTest {
    private static final int VOCABULARY = 1000;

    /** A text that a sampler draws from logits that depend on the last token. */
    private static int[] text(String mark, int seed, int count) {
        SamplingParams params = SamplingParams.builder()
                .seed(seed)
                .temperature(1)
                .watermark(mark.equals("none") ? null : Watermarks.parse(mark))
                .build();
        Sampler sampler = new Sampler(params);
        sampler.accept(new int[] {seed % VOCABULARY, 2, 3, 4});
        int[] tokens = new int[count];
        int previous = seed % VOCABULARY;
        for (int i = 0; i < count; i++) {
            Rng rng = new Rng(1, previous);
            float[] logits = new float[VOCABULARY];
            for (int j = 0; j < VOCABULARY; j++) {
                logits[j] = 2 * (float) rng.nextGaussian();
            }
            previous = sampler.sample(logits);
            sampler.accept(previous);
            tokens[i] = previous;
        }
        return tokens;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kgw",
                "selfhash:width=2",
                "kgw:ratio=0.5,width=3",
                "synthid:keys=654/400/836/123/340/443/597/160/57",
                "gumbel",
                "unigram"
            })
    void markedTextsAreTold(String spec) {
        WatermarkDetector detector = WatermarkDetector.of(Watermarks.parse(spec), VOCABULARY, -1, -1);
        double product = 0;
        for (int seed = 0; seed < 3; seed++) {
            WatermarkDetector.Evidence marked = detector.detect(text(spec, seed, 150));
            assertTrue(marked.p() < 1e-4, marked::toString);
            product += Math.log(detector.detect(text("none", seed, 150)).p());
        }
        assertTrue(product > Math.log(1e-4), "plain texts: " + product);
        assertThrows(IllegalArgumentException.class, () -> detector.detect(new int[0]));
    }

    /** On random tokens, Gumbel's p-values are uniform: the Kolmogorov-Smirnov distance stays below its 0.1 % bound. */
    @Test
    void gumbelsPValuesAreUniformWithoutTheMark() {
        GumbelDetector detector = new GumbelDetector(new GumbelWatermark(11));
        Rng rng = new Rng(2);
        int n = 1000;
        double[] p = new double[n];
        for (int i = 0; i < n; i++) {
            int[] tokens = new int[20 + i % 60];
            Arrays.setAll(tokens, _ -> rng.nextInt(VOCABULARY));
            p[i] = detector.detect(tokens).p();
        }
        Arrays.sort(p);
        double distance = 0;
        for (int i = 0; i < n; i++) {
            distance = Math.max(distance, Math.max((i + 1.0) / n - p[i], p[i] - (double) i / n));
        }
        assertTrue(distance < 1.95 / Math.sqrt(n), "" + distance);
    }

    @Test
    void theBayesianDetectorIsLearned() {
        String spec = "synthid:ngram=3,keys=5/6/7/8/9/10";
        SynthIdWatermark mark = (SynthIdWatermark) Watermarks.parse(spec);
        List<SynthIdText> marked = new ArrayList<>();
        List<SynthIdText> plain = new ArrayList<>();
        for (int seed = 0; seed < 40; seed++) {
            marked.add(SynthIdText.of(mark, text(spec, seed, 60), -1));
            plain.add(SynthIdText.of(mark, text("none", seed, 60), -1));
        }
        BayesianTrainer trainer = new BayesianTrainer(30, 2e-2, 16, 0.25, List.of(0.0, 1e-2), 3);
        BayesianTrainer.Result result = trainer.train(marked.subList(0, 30), plain.subList(0, 30));
        assertTrue(result.loss() < 0.4, result::toString);
        int right = 0;
        for (int i = 30; i < 40; i++) {
            right += result.detector().posterior(marked.get(i)) > 0.5 ? 1 : 0;
            right += result.detector().posterior(plain.get(i)) < 0.5 ? 1 : 0;
        }
        assertTrue(right >= 17, right + " of 20");
        BayesianDetector again =
                trainer.train(marked.subList(0, 30), plain.subList(0, 30)).detector();
        assertArrayEquals(result.detector().beta(), again.beta());
        BayesianDetector read = BayesianDetector.of(again.toJson());
        assertEquals(again.posterior(plain.getFirst()), read.posterior(plain.getFirst()));
    }

    @Test
    void masksLeaveOutRepeatedContextsAndTheEnd() {
        SynthIdWatermark mark = new SynthIdWatermark(2, List.of(1L), 2, 0, 64, false);
        int[] tokens = {5, 6, 5, 7, 8, 5, 9};
        assertArrayEquals(new boolean[] {true, true, false, true, true, true}, SynthIdText.newContexts(mark, tokens));
        assertArrayEquals(
                new boolean[] {true, true, true, false, false, false}, SynthIdText.beforeEnd(mark, tokens, 8));
    }
}
