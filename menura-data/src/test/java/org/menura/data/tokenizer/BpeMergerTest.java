package org.menura.data.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.menura.data.tokenizer.BpeMerger.Merge;

class BpeMergerTest {
    private static final Reporter SILENT = new Reporter(TrainingProgress.SILENT);

    /**
     * Sennrich et al.'s words: low ×5, lower ×2, newest ×6, widest ×3. With d=0 e=1 i=2 l=3 n=4 o=5 r=6 s=7 t=8 w=9:
     * es and st occur 9 times, es has lower ids; est 9; lo and ow 7, lo first; low 7; ne, ew and w-est 6 each, of which
     * e w is first; then n ew, then new est; wi-d-est 3 each by ids: d est, i dest, w idest.
     */
    @Test
    void theClassicExampleMergesAsByHand() {
        WordCounts words = new WordCounts(List.of("low", "lower", "newest", "widest"), new long[] {5, 2, 6, 3});
        Alphabet alphabet = Alphabet.of(words, 1, "");
        BpeMerger merger = merger(words, alphabet, Set.of(), 2);
        merger.run(alphabet.size() + 10, SILENT);
        List<String> expected = List.of("es", "est", "lo", "low", "ew", "new", "newest", "dest", "idest", "widest");
        assertEquals(
                expected,
                merger.tokens().subList(alphabet.size(), merger.tokens().size()));
        assertEquals(new Merge("e", "s"), merger.merges().getFirst());
    }

    /** aaaaa is aa aa a, in which aa a and aa aa occur once each; the right half with the lower id goes first. */
    @Test
    void repeatedSymbolsAreMergedFromTheLeft() {
        WordCounts words = new WordCounts(List.of("aaaaa"), new long[] {3});
        BpeMerger merger = merger(words, Alphabet.of(words, 1, ""), Set.of(), 1);
        merger.run(100, SILENT);
        assertEquals(List.of("a", "aa", "aaa", "aaaaa"), merger.tokens());
    }

    @Test
    void reservedAndRareTokensAreNotMade() {
        WordCounts words = new WordCounts(List.of("ab", "cd", "ef"), new long[] {5, 4, 1});
        BpeMerger merger = merger(words, Alphabet.of(words, 1, ""), Set.of("ab"), 2);
        merger.run(100, SILENT);
        assertEquals(List.of(new Merge("c", "d")), merger.merges());
    }

    @Test
    void theSlowWayFindsTheSameMerges() {
        WordCounts words = WordCounts.of(Corpus.speeches().subList(0, 60), List.of(), new PieceWords(false), SILENT);
        Alphabet alphabet = Alphabet.of(words, 1, "");
        BpeMerger merger = merger(words, alphabet, Set.of(), 2);
        merger.run(alphabet.size() + 400, SILENT);
        List<Merge> slow = slow(alphabet.symbols(words), alphabet.spellings(), 400);
        assertTrue(merger.merges().size() >= 400);
        assertEquals(slow, merger.merges());
    }

    private static BpeMerger merger(WordCounts words, Alphabet alphabet, Set<String> reserved, int frequency) {
        return new BpeMerger(alphabet.symbols(words), alphabet.spellings(), reserved, Integer.MAX_VALUE, frequency);
    }

    /** Counts all pairs anew for every merge. */
    private static List<Merge> slow(SymbolWords words, List<String> alphabet, int tokens) {
        record Pair(int left, int right) implements Comparable<Pair> {
            @Override
            public int compareTo(Pair other) {
                return left != other.left ? Integer.compare(left, other.left) : Integer.compare(right, other.right);
            }
        }
        List<String> spellings = new ArrayList<>(alphabet);
        List<List<Integer>> texts = new ArrayList<>();
        for (int w = 0; w < words.size(); w++) {
            List<Integer> text = new ArrayList<>();
            for (int i = words.starts()[w]; i < words.starts()[w + 1]; i++) {
                text.add(words.symbols()[i]);
            }
            texts.add(text);
        }
        List<Merge> merges = new ArrayList<>();
        while (spellings.size() < alphabet.size() + tokens) {
            Map<Pair, Long> counts = new TreeMap<>();
            for (int w = 0; w < texts.size(); w++) {
                for (int i = 0; i + 1 < texts.get(w).size(); i++) {
                    counts.merge(new Pair(texts.get(w).get(i), texts.get(w).get(i + 1)), words.counts()[w], Long::sum);
                }
            }
            long most = counts.values().stream().mapToLong(c -> c).max().orElseThrow();
            Pair best = counts.keySet().stream()
                    .filter(pair -> counts.get(pair) == most)
                    .findFirst()
                    .orElseThrow();
            Merge merge = new Merge(spellings.get(best.left()), spellings.get(best.right()));
            if (!merges.contains(merge)) {
                merges.add(merge);
            }
            String spelling = merge.left() + merge.right();
            if (!spellings.contains(spelling)) {
                spellings.add(spelling);
            }
            int product = spellings.indexOf(spelling);
            for (List<Integer> text : texts) {
                for (int i = 0; i + 1 < text.size(); i++) {
                    if (text.get(i) == best.left() && text.get(i + 1) == best.right()) {
                        text.set(i, product);
                        text.remove(i + 1);
                    }
                }
            }
        }
        return merges;
    }
}
