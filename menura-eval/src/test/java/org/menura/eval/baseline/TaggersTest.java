package org.menura.eval.baseline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.menura.data.TaggedSentence;

class TaggersTest {
    private static final List<TaggedSentence> SENTENCES = List.of(
            sentence("Cystic/B-D fibrosis/I-D is/O a/O disease/O"),
            sentence("fibrosis/B-D of/O the/O lung/O"),
            sentence("Aspirin/B-C helps/O against/O pain/B-D"),
            sentence("pain/B-D and/O Aspirin/B-C"));

    static TaggedSentence sentence(String text) {
        List<String> words = new ArrayList<>();
        List<String> tags = new ArrayList<>();
        for (String word : text.split(" ")) {
            words.add(word.substring(0, word.indexOf('/')));
            tags.add(word.substring(word.indexOf('/') + 1));
        }
        return new TaggedSentence(words, tags);
    }

    @Test
    void theDictionaryTakesTheLongestName() {
        DictionaryTagger tagger = DictionaryTagger.fit(SENTENCES);
        assertEquals(List.of("O", "B-D", "I-D", "O"), tagger.tag(List.of("no", "cystic", "Fibrosis", "!")));
        assertEquals(List.of("B-D", "B-C"), tagger.tag(List.of("Fibrosis", "aspirin")));
        assertEquals(List.of(), tagger.tag(List.of()));
    }

    @Test
    void theFieldLearnsItsSentences() {
        CrfTagger tagger = CrfTagger.fit(SENTENCES, CrfTagger.Settings.defaults().penalties(0, 0.01));
        for (TaggedSentence sentence : SENTENCES) {
            assertEquals(sentence.tags(), tagger.tag(sentence.words()));
        }
        assertEquals(List.of(), tagger.tag(List.of()));
        // An I- tag never comes first, whatever the word.
        assertFalse(tagger.tag(List.of("fibrosis", "fibrosis")).getFirst().startsWith("I-"));
    }

    @Test
    void threadsChangeNothing() {
        Random random = new Random(1);
        List<TaggedSentence> many = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            many.add(SENTENCES.get(random.nextInt(SENTENCES.size())));
        }
        CrfTagger.Settings settings = CrfTagger.Settings.defaults();
        assertArrayEquals(
                CrfTagger.fit(many, settings).weights(), CrfTagger.fit(many, settings).weights());
    }

    /** Marginals and likelihood against all paths, one by one. */
    @Test
    void marginalsAreThoseOfAllPaths() {
        Random random = new Random(7);
        int labels = 3;
        int words = 4;
        double[] states = random.doubles(words * labels, -2, 2).toArray();
        double[] transitions = random.doubles(labels * labels, -2, 2).toArray();
        int[] truth = {0, 2, 1, 1};
        double total = 0;
        double right = 0;
        double[] expected = new double[words * labels];
        double[] pairs = new double[labels * labels];
        for (int path = 0; path < 81; path++) {
            int[] y = {path % 3, path / 3 % 3, path / 9 % 3, path / 27};
            double score = 0;
            for (int t = 0; t < words; t++) {
                score += states[t * labels + y[t]] + (t == 0 ? 0 : transitions[y[t - 1] * labels + y[t]]);
            }
            double weight = Math.exp(score);
            total += weight;
            right += Arrays.equals(y, truth) ? weight : 0;
            for (int t = 0; t < words; t++) {
                expected[t * labels + y[t]] += weight;
                if (t > 0) {
                    pairs[y[t - 1] * labels + y[t]] += weight;
                }
            }
        }
        for (int i = 0; i < expected.length; i++) {
            expected[i] = expected[i] / total - (truth[i / labels] == i % labels ? 1 : 0);
        }
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] /= total;
        }
        for (int t = 1; t < words; t++) {
            pairs[truth[t - 1] * labels + truth[t]] -= 1;
        }
        Chain.Marginals marginals = new Chain(labels).marginals(states, transitions, 0, truth);
        assertEquals(Math.log(right / total), marginals.logLikelihood(), 1e-12);
        assertArrayEquals(expected, marginals.words(), 1e-12);
        assertArrayEquals(pairs, marginals.pairs(), 1e-12);
    }

    @Test
    void penaltiesOnAbsoluteWeightsMakeZeros() {
        double[] plain = CrfTagger.fit(SENTENCES, CrfTagger.Settings.defaults().penalties(0, 0.1))
                .weights();
        double[] sparse = CrfTagger.fit(SENTENCES, CrfTagger.Settings.defaults().penalties(0.5, 0.1))
                .weights();
        assertTrue(zeros(sparse) > plain.length / 2, "only " + zeros(sparse) + " of " + plain.length + " are 0");
    }

    private static long zeros(double[] weights) {
        return Arrays.stream(weights).filter(w -> w == 0).count();
    }
}
