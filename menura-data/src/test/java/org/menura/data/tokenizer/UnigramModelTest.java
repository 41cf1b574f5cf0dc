package org.menura.data.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.menura.data.tokenizer.SeedPieces.Seed;

class UnigramModelTest {
    private static final Reporter SILENT = new Reporter(TrainingProgress.SILENT);

    private final WordCounts words =
            WordCounts.of(Corpus.speeches().subList(0, 80), List.of(), new PieceWords(false), SILENT);
    private final Alphabet alphabet = Alphabet.of(words, 1, "");
    private final SymbolWords symbols = alphabet.symbols(words);

    @Test
    void everyStepOfExpectationAndMaximisationMakesTheWordsMoreProbable() {
        List<Seed> seeds = SeedPieces.of(symbols, alphabet.size(), 16, 2000, SILENT);
        UnigramModel model = new UnigramModel(symbols, alphabet.size(), seeds);
        double before = model.step();
        for (int i = 0; i < 8; i++) {
            double now = model.step();
            assertTrue(now > before, now + " after " + before);
            before = now;
        }
    }

    /** Of {@code ab} ×3 with pieces a, b, ab at 0.25, 0.25, 0.5: a b has 0.0625, ab 0.5, so 8 of 9 are ab. */
    @Test
    void expectationsAreThoseByHand() {
        SymbolWords.Builder builder = new SymbolWords.Builder();
        builder.add(0);
        builder.add(1);
        builder.end(3);
        SymbolWords ab = builder.build();
        Lattice lattice = Lattice.of(ab, new int[] {0, 1, 0}, new int[] {1, 1, 2}, 2);
        double[] expected = new double[3];
        double[] logs = {Math.log(0.25), Math.log(0.25), Math.log(0.5)};
        double likelihood = new ForwardBackward().expect(lattice, logs, expected);
        assertArrayEquals(new double[] {3 / 9.0, 3 / 9.0, 24 / 9.0}, expected, 1e-12);
        assertEquals(3 * Math.log(0.5625), likelihood, 1e-12);
        Viterbi viterbi = new Viterbi(lattice, logs);
        assertArrayEquals(new long[] {0, 0, 3}, viterbi.uses());
        assertEquals(Math.log(0.0625), viterbi.without(2, 0), 1e-12);
    }

    @Test
    void pruningKeepsCharactersAndWhatCostsMost() {
        List<Seed> seeds = SeedPieces.of(symbols, alphabet.size(), 16, 2000, SILENT);
        UnigramModel model = new UnigramModel(symbols, alphabet.size(), seeds);
        model.step();
        model.prune(alphabet.size() + 1);
        assertEquals(alphabet.size() + 1, model.size());
        double sum = 0;
        for (int piece = 0; piece < model.size(); piece++) {
            sum += Math.exp(model.logProbability(piece));
        }
        assertEquals(1, sum, 1e-12);
        model.prune(0);
        assertEquals(alphabet.size(), model.size());
    }

    @Test
    void seedsAreTheRepeatedSubstringsThatGrowRarer() {
        Map<String, Long> counts = new TreeMap<>();
        for (int w = 0; w < symbols.size(); w++) {
            String word = words.words().get(w);
            for (int i = 0; i < word.length(); i++) {
                for (int end = i + 1; end <= Math.min(word.length(), i + 6); end++) {
                    counts.merge(word.substring(i, end), words.counts()[w], Long::sum);
                }
            }
        }
        Map<String, Long> expected = new TreeMap<>(counts);
        expected.keySet().removeIf(s -> s.length() < 2 || counts.get(s) < 2);
        expected.keySet()
                .removeIf(s -> s.length() < 6
                        && alphabet.spellings().stream()
                                .anyMatch(c -> counts.getOrDefault(s + c, 0L).equals(counts.get(s))));
        Map<String, Long> found = new TreeMap<>();
        for (Seed seed : SeedPieces.of(symbols, alphabet.size(), 6, Integer.MAX_VALUE, SILENT)) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < seed.length(); i++) {
                text.appendCodePoint(alphabet.characters()[symbols.symbols()[seed.place() + i]]);
            }
            found.put(text.toString(), seed.count());
        }
        assertEquals(expected, found);
    }
}
