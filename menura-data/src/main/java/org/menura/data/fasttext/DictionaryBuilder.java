package org.menura.data.fasttext;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts the words and labels of lines. */
final class DictionaryBuilder {
    private final Map<String, long[]> counts = new LinkedHashMap<>();
    private long tokens;

    /** Adds a line without its line feed. */
    void add(byte[] line) {
        int at = 0;
        while (true) {
            while (at < line.length && FastTextDictionary.separates(line[at])) {
                at++;
            }
            int from = at;
            while (at < line.length && !FastTextDictionary.separates(line[at])) {
                at++;
            }
            if (from == at) {
                break;
            }
            count(new String(line, from, at - from, StandardCharsets.ISO_8859_1));
        }
        count(new String(FastTextDictionary.EOS, StandardCharsets.ISO_8859_1));
    }

    private void count(String token) {
        counts.computeIfAbsent(token, t -> new long[1])[0]++;
        tokens++;
    }

    long tokens() {
        return tokens;
    }

    /** Builds the dictionary: words, then labels, both the most frequent first, equally frequent ones as they came. */
    FastTextDictionary build(FastTextArgs args, int minCount, int minLabelCount) {
        Comparator<Map.Entry<String, long[]>> byCount = Comparator.comparingLong(entry -> -entry.getValue()[0]);
        List<Map.Entry<String, long[]>> words = new ArrayList<>();
        List<Map.Entry<String, long[]>> labels = new ArrayList<>();
        for (Map.Entry<String, long[]> entry : counts.entrySet()) {
            boolean label = entry.getKey().startsWith(FastTextDictionary.LABEL);
            if (entry.getValue()[0] >= (label ? minLabelCount : minCount)) {
                (label ? labels : words).add(entry);
            }
        }
        words.sort(byCount);
        labels.sort(byCount);
        List<Map.Entry<String, long[]>> all = new ArrayList<>(words);
        all.addAll(labels);
        int[] starts = new int[all.size() + 1];
        long[] numbers = new long[all.size()];
        for (int i = 0; i < all.size(); i++) {
            starts[i + 1] = Math.addExact(starts[i], all.get(i).getKey().length());
            numbers[i] = all.get(i).getValue()[0];
        }
        byte[] text = new byte[starts[all.size()]];
        for (int i = 0; i < all.size(); i++) {
            byte[] entry = all.get(i).getKey().getBytes(StandardCharsets.ISO_8859_1);
            System.arraycopy(entry, 0, text, starts[i], entry.length);
        }
        return new FastTextDictionary(args, text, starts, numbers, words.size(), null, new int[0]);
    }
}
