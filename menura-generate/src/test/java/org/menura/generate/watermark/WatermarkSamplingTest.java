package org.menura.generate.watermark;

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
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.generate.sample.Candidates;
import org.menura.generate.sample.Sampler;
import org.menura.generate.sample.SamplingParams;
import org.menura.generate.sample.StageName;
import org.menura.generate.sample.Watermark;
import org.menura.tensor.Rng;

@Tag("slow")
class WatermarkSamplingTest {
    private static final int VOCABULARY = 2000;

    private static float[] logits(int last) {
        Rng rng = new Rng(99, last);
        float[] logits = new float[VOCABULARY];
        for (int j = 0; j < logits.length; j++) {
            logits[j] = 2 * (float) rng.nextGaussian();
        }
        return logits;
    }

    /** Generates with logits that depend on the last token. */
    private static int[] generate(Sampler sampler, int last, int count) {
        int[] tokens = new int[count];
        int previous = last;
        for (int i = 0; i < count; i++) {
            previous = sampler.sample(logits(previous));
            sampler.accept(previous);
            tokens[i] = previous;
        }
        return tokens;
    }

    private static SamplingParams params(Watermark mark) {
        return SamplingParams.builder()
                .seed(5)
                .temperature(1)
                .topK(100)
                .topP(1)
                .minP(0)
                .watermark(mark)
                .build();
    }

    private static final int[] PROMPT = {3, 1, 4, 1, 5};

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kgw",
                "kgw:width=3",
                "selfhash",
                "selfhash:width=4,key=-77",
                "synthid:keys=1/2/3",
                "gumbel:key=4",
                "unigram",
                "synthid:keys=9/8/7/6,ngram=3,history=2,skip_first=true"
            })
    void forksAndLoadedSamplersGoOnWithTheSameTokens(String spec) throws IOException {
        SamplingParams params = params(Watermarks.parse(spec));
        Sampler sampler = new Sampler(params);
        sampler.accept(PROMPT);
        int[] first = generate(sampler, 5, 40);
        Sampler fork = sampler.fork();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        sampler.save(new DataOutputStream(bytes));
        int last = first[39];
        int[] expected = generate(sampler, last, 40);
        assertArrayEquals(expected, generate(fork, last, 40));
        Sampler loaded = Sampler.load(params, new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        assertArrayEquals(expected, generate(loaded, last, 40));
        Sampler plain = new Sampler(params.toBuilder().watermark(null).build());
        plain.accept(PROMPT);
        assertFalse(Arrays.equals(first, generate(plain, 5, 40)), spec);
    }

    /** Following few candidates through a shuffle finds the same green ones as carrying it out. */
    @Test
    void fewCandidatesAreBiasedAsMany() {
        for (int last = 0; last < 30; last++) {
            KgwWatermark mark =
                    new KgwWatermark(0.4, 2, BigInteger.valueOf(1L << 40 | last), KgwWatermark.Scheme.LEFTHASH, 1);
            float[] logits = logits(last);
            Candidates all = processed(mark, logits, VOCABULARY, last);
            float[] expected = new float[VOCABULARY];
            for (int i = 0; i < all.size(); i++) {
                expected[all.id(i)] = all.logit(i);
            }
            Candidates few = processed(mark, logits, 50 + last, last);
            assertEquals(50 + last, few.size());
            int[] green = mark.greenList(new int[] {last}, VOCABULARY);
            for (int i = 0; i < few.size(); i++) {
                int id = few.id(i);
                assertEquals(expected[id], few.logit(i));
                boolean isGreen = IntStream.of(green).anyMatch(g -> g == id);
                assertEquals(isGreen ? logits[id] + 2 : logits[id], few.logit(i));
            }
        }
    }

    private static Candidates processed(Watermark mark, float[] logits, int topK, int last) {
        Sampler sampler = new Sampler(SamplingParams.builder()
                .seed(1)
                .order(StageName.parseOrder("top_k"))
                .topK(topK)
                .watermark(mark)
                .build());
        sampler.accept(last);
        return sampler.process(logits);
    }

    /** At temperature 0 the likeliest of the biased logits is picked, whatever top-k would have left. */
    @Test
    void greedyDecodingIsMarked() {
        KgwWatermark mark = new KgwWatermark(0.5, 50, KgwWatermark.DEFAULT_KEY, KgwWatermark.Scheme.LEFTHASH, 1);
        SamplingParams params =
                SamplingParams.builder().temperature(0).topK(1).watermark(mark).build();
        Sampler sampler = new Sampler(params);
        sampler.accept(PROMPT);
        int[] tokens = generate(sampler, 5, 30);
        int previous = 5;
        for (int token : tokens) {
            int[] green = mark.greenList(new int[] {previous}, VOCABULARY);
            int last = previous;
            int best = IntStream.of(green)
                    .boxed()
                    .max((a, b) -> Float.compare(logits(last)[a], logits(last)[b]))
                    .orElseThrow();
            assertEquals(best, token);
            previous = token;
        }
    }

    @Test
    void gumbelNeedsADraw() {
        Watermark gumbel = new GumbelWatermark(3);
        var greedy = SamplingParams.greedy().toBuilder().watermark(gumbel);
        assertTrue(assertThrows(IllegalArgumentException.class, greedy::build)
                .getMessage()
                .contains("temperature above 0"));
        var mirostat = SamplingParams.builder().mirostat(5, 0.1f).watermark(gumbel);
        assertThrows(IllegalArgumentException.class, mirostat::build);
    }

    /** Over keys, Gumbel's draw has the probabilities that it is given. */
    @Test
    void gumbelDrawsByProbability() {
        float[] logits = {0, (float) Math.log(2), (float) Math.log(5)};
        int[] counts = new int[3];
        int n = 8000;
        for (int key = 0; key < n; key++) {
            Sampler sampler = new Sampler(
                    params(new GumbelWatermark(key)).toBuilder().seed(0).build());
            sampler.accept(PROMPT);
            counts[sampler.sample(logits)]++;
        }
        for (int i = 0; i < 3; i++) {
            double p = new double[] {1, 2, 5}[i] / 8;
            assertEquals(p * n, counts[i], 4 * Math.sqrt(n * p * (1 - p)));
        }
    }

    @Test
    void aContextThatComesAgainIsNotMarkedAgain() {
        float[] logits = new float[VOCABULARY];
        for (String spec : List.of("gumbel:width=1", "synthid:keys=1/2/3/4/5/6/7/8,ngram=2")) {
            Sampler sampler = new Sampler(params(Watermarks.parse(spec)));
            sampler.accept(PROMPT);
            sampler.process(logits);
            sampler.accept(7);
            float[] first = sorted(sampler.process(logits));
            sampler.accept(7);
            float[] again = sorted(sampler.process(logits));
            if (spec.startsWith("synthid")) {
                assertFalse(Arrays.equals(logits, first));
                assertArrayEquals(new float[VOCABULARY], again);
            } else {
                assertArrayEquals(first, again);
            }
        }
    }

    private static float[] sorted(Candidates candidates) {
        float[] out = new float[VOCABULARY];
        for (int i = 0; i < candidates.size(); i++) {
            out[candidates.id(i)] = candidates.logit(i);
        }
        return out;
    }

    @Test
    void aNewPromptBeginsNewContexts() {
        SamplingParams params = params(Watermarks.parse("synthid:keys=1/2/3,ngram=4"));
        Sampler sampler = new Sampler(params);
        sampler.accept(PROMPT);
        float[] first = sorted(sampler.process(logits(5)));
        sampler.accept(9);
        sampler.process(logits(9));
        sampler.accept(PROMPT);
        assertArrayEquals(first, sorted(sampler.process(logits(5))));
    }
}
