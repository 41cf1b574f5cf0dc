package org.menura.data.tokenizer;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.menura.data.tokenizer.TrainingProgress.Stage;

/**
 * How often each word occurs in some documents, in the order of the words, so that nothing that follows depends on the
 * order of the documents.
 *
 * @param words the words, sorted
 * @param counts how often each occurs
 */
record WordCounts(List<String> words, long[] counts) {
    private static final int REPORT_EVERY = 256;

    /** Cuts a text into words. */
    interface Splitter {
        void split(String text, WordSink words);
    }

    /** Takes words. */
    interface WordSink {
        void word(String word);
    }

    /**
     * Counts. Special tokens in the documents are no text: they are left out, and words end there.
     *
     * @throws IllegalArgumentException if there is no word
     */
    static WordCounts of(Iterable<String> documents, List<String> special, Splitter splitter, Reporter progress) {
        Map<String, long[]> counts = new HashMap<>();
        WordSink sink = word -> counts.computeIfAbsent(word, w -> new long[1])[0]++;
        Pattern cuts = special.isEmpty() ? null : anyOf(special);
        long done = 0;
        for (String document : documents) {
            String text = wellFormed(document);
            int start = 0;
            if (cuts != null) {
                Matcher matcher = cuts.matcher(text);
                while (matcher.find()) {
                    splitter.split(text.substring(start, matcher.start()), sink);
                    start = matcher.end();
                }
            }
            splitter.split(start == 0 ? text : text.substring(start), sink);
            if (++done % REPORT_EVERY == 0) {
                progress.at(Stage.COUNTING, done, -1);
            }
        }
        progress.at(Stage.COUNTING, done, done);
        if (counts.isEmpty()) {
            throw new IllegalArgumentException(
                    "There is no text in the " + done + " documents: a tokenizer needs some to learn from.");
        }
        return sorted(counts);
    }

    private static WordCounts sorted(Map<String, long[]> counts) {
        Map<String, long[]> inOrder = new TreeMap<>(counts);
        long[] values = inOrder.values().stream().mapToLong(count -> count[0]).toArray();
        return new WordCounts(List.copyOf(inOrder.keySet()), values);
    }

    /** Where one special token begins another, the longer one counts. */
    private static Pattern anyOf(List<String> special) {
        return Pattern.compile(special.stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .map(Pattern::quote)
                .collect(Collectors.joining("|")));
    }

    /** The text with U+FFFD for halves of surrogate pairs, as tokenizers take it. */
    private static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return text.codePoints()
                        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            }
        }
        return text;
    }
}
