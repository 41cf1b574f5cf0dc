package org.menura.detect.watermark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.format.safetensors.SafetensorsWriter;
import org.menura.generate.sample.Sampler;
import org.menura.generate.sample.SamplingParams;
import org.menura.generate.watermark.GumbelWatermark;
import org.menura.generate.watermark.SynthIdWatermark;
import org.menura.generate.watermark.Watermarks;
import org.menura.tensor.Rng;
import org.menura.tensor.Tensor;

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

    /** What torch computes: in float32 the exponential of 88.7 and more is infinite, and the posterior 0. */
    @Test
    void posteriorsEndWhereFloat32Does() {
        BayesianDetector detector = new BayesianDetector(new float[] {30, 30}, new float[2][2], 0);
        double[] recorded = {8.271878138939792e-30, 3.0815206235587103e-38, 7.703823279022973e-39, 0, 0};
        int[] ngrams = {40, 54, 55, 58, 62};
        for (int i = 0; i < ngrams.length; i++) {
            boolean[] all = new boolean[ngrams[i]];
            Arrays.fill(all, true);
            float posterior = detector.posterior(new SynthIdText(2, new long[ngrams[i]], all));
            assertEquals(recorded[i], posterior, 1e-5 * recorded[i]);
        }
    }

    /** The posterior that transformers' SynthIDTextWatermarkDetector gives, by weights that it saved; 2 ends texts. */
    @Test
    void detectorsThatTransformersSavedAreRead(@TempDir Path folder) throws IOException {
        SynthIdText text = SynthIdText.of(
                new SynthIdWatermark(2, List.of(654L, 400L, 836L)),
                new int[] {5, 9, 30, 31, 77, 5, 9, 12, 400, 401, 8},
                2);
        float[] delta = {9, 9, 9, 0.5f, 9, 9, -0.75f, 1.25f, 9};
        Map<String, TensorEntry> tensors = new LinkedHashMap<>();
        tensors.put(
                "likelihood_model_watermarked.beta",
                TensorEntry.of(Tensor.of(new float[] {-1.5f, 0.25f, 0.75f}, 1, 1, 3)));
        tensors.put("likelihood_model_watermarked.delta", TensorEntry.of(Tensor.of(delta, 1, 1, 3, 3)));
        tensors.put("prior", TensorEntry.of(Tensor.of(new float[] {0.25f}, 1)));
        Path file = folder.resolve("model.safetensors");
        SafetensorsWriter.write(file, tensors, SafetensorsWriter.PYTORCH);
        assertEquals(0.011285169050097466, BayesianFile.read(folder).posterior(text), 1e-8);
        assertEquals(0.011285169050097466, BayesianFile.read(file).posterior(text), 1e-8);
        Files.delete(file);
        assertThrows(FormatException.class, () -> BayesianFile.read(folder));
    }

    @ParameterizedTest
    @ValueSource(strings = {"kgw", "selfhash:width=2", "synthid:keys=1/2,ngram=2", "gumbel:width=1", "unigram"})
    void negativeIdsAreRefused(String spec) {
        WatermarkDetector detector = WatermarkDetector.of(Watermarks.parse(spec), VOCABULARY, -1, -1);
        String said = assertThrows(IllegalArgumentException.class, () -> detector.detect(new int[] {3, -6, 4, 5}))
                .getMessage();
        assertEquals("the text has token -6, but ids begin at 0", said);
    }

    @Test
    void aTextWhoseEndComesFirstIsNotJudged() {
        WatermarkDetector detector =
                WatermarkDetector.of(Watermarks.parse("synthid:keys=1/2,ngram=2"), VOCABULARY, -1, 2);
        String said = assertThrows(IllegalArgumentException.class, () -> detector.detect(new int[] {2, 2, 2, 2}))
                .getMessage();
        assertTrue(said.startsWith("none of the text's 3 n-grams counts"), said);
    }
}
