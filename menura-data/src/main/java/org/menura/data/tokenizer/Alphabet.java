package org.menura.data.tokenizer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The characters that pieces are made of: the commonest ones that together make up a share of all text. The others are
 * spelled in bytes, or unknown.
 *
 * @param characters code points, ascending
 * @param index the place of each in {@code characters}
 */
record Alphabet(int[] characters, Map<Integer, Integer> index) {
    /** Characters that are needed are in it, however rare. */
    static Alphabet of(WordCounts words, double coverage, String needed) {
        Map<Integer, Long> counts = new HashMap<>();
        long total = 0;
        for (int w = 0; w < words.counts().length; w++) {
            long count = words.counts()[w];
            String word = words.words().get(w);
            word.codePoints().forEach(c -> counts.merge(c, count, Long::sum));
            total += count * word.codePointCount(0, word.length());
        }
        List<Map.Entry<Integer, Long>> byCount = new ArrayList<>(counts.entrySet());
        byCount.sort(Comparator.comparingLong((Map.Entry<Integer, Long> e) -> -e.getValue())
                .thenComparingInt(Map.Entry::getKey));
        TreeSet<Integer> chosen = new TreeSet<>();
        needed.codePoints().forEach(chosen::add);
        long covered = 0;
        for (Map.Entry<Integer, Long> entry : byCount) {
            if (covered >= coverage * total) {
                break;
            }
            chosen.add(entry.getKey());
            covered += entry.getValue();
        }
        Map<Integer, Integer> index = new HashMap<>();
        chosen.forEach(c -> index.put(c, index.size()));
        return new Alphabet(chosen.stream().mapToInt(c -> c).toArray(), index);
    }

    int size() {
        return characters.length;
    }

    List<String> spellings() {
        List<String> spellings = new ArrayList<>(characters.length);
        for (int c : characters) {
            spellings.add(Character.toString(c));
        }
        return spellings;
    }

    /** The words in places of this alphabet, cut at characters that are not in it. */
    SymbolWords symbols(WordCounts words) {
        SymbolWords.Builder result = new SymbolWords.Builder();
        for (int w = 0; w < words.counts().length; w++) {
            long count = words.counts()[w];
            words.words().get(w).codePoints().forEach(c -> {
                Integer symbol = index.get(c);
                if (symbol == null) {
                    result.end(count);
                } else {
                    result.add(symbol);
                }
            });
            result.end(count);
        }
        return result.build();
    }
}
