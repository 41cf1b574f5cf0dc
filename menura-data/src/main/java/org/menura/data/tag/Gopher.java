package org.menura.data.tag;

import org.menura.data.text.Characters;
import org.menura.data.text.NGrams;
import org.menura.data.text.SliceIds;
import org.menura.data.text.Slices;
import org.menura.data.text.Splits;
import org.menura.data.text.TextView;
import org.menura.data.text.WordSet;

/**
 * Measures what Gopher's rules (Rae et al. 2021, appendix A1.1) look at, as Dolma's taggers {@code gopher_v1} and {@code
 * gopher_v2} measure it: words are what stands between whitespace.
 *
 * @param name of the tagger
 * @param joinLines whether runs of line feeds end one line, as in the second version
 */
record Gopher(String name, boolean joinLines) implements Tagger {
    private static final WordSet REQUIRED =
            new WordSet(java.util.List.of("the", "be", "to", "of", "and", "that", "have", "with"));
    private static final int MOST_COMMON = 4;
    private static final int LONGEST = 10;

    @Override
    public void tag(TaggedText text, SpanSink out) {
        int length = text.length();
        TextView view = text.view();
        int[] points = view.points();
        Slices words = view.chunks();
        long characters = words.total();
        if (length > 0) {
            grams(points, words, characters, length, out);
        }
        Lines lines = length > 0 ? lines(points, joinLines, characters) : new Lines(0, 0, 0, 0);
        WordCounts counts = WordCounts.of(points, words);
        double all = Math.max(words.size(), 1);
        out.add("character_count", 0, length, length);
        out.add("word_count", 0, length, words.size());
        out.add("median_word_length", 0, length, length == 0 ? 0 : medianLength(words));
        out.add("symbol_to_word_ratio", 0, length, counts.symbols / all);
        out.add("fraction_of_words_with_alpha_character", 0, length, counts.alphabetic / all);
        out.add("required_word_count", 0, length, counts.required);
        out.add("fraction_of_lines_starting_with_bullet_point", 0, length, lines.bullets);
        out.add("fraction_of_lines_ending_with_ellipsis", 0, length, lines.ellipses);
        out.add("fraction_of_duplicate_lines", 0, length, lines.duplicates);
        out.add("fraction_of_characters_in_duplicate_lines", 0, length, lines.duplicateCharacters);
    }

    /** Words that hold a hash or an ellipsis, a letter, or are among the required ones. */
    private record WordCounts(int symbols, int alphabetic, int required) {
        static WordCounts of(int[] points, Slices words) {
            int symbols = 0;
            int alphabetic = 0;
            int required = 0;
            for (int w = 0; w < words.size(); w++) {
                boolean symbol = false;
                boolean alpha = false;
                for (int i = words.start(w); i < words.end(w); i++) {
                    int c = points[i];
                    symbol |= c == '#' || c == '\u2026';
                    alpha = alpha || Characters.isAlpha(c);
                }
                symbols += symbol ? 1 : 0;
                alphabetic += alpha ? 1 : 0;
                required += REQUIRED.contains(points, words.start(w), words.end(w)) ? 1 : 0;
            }
            return new WordCounts(symbols, alphabetic, required);
        }
    }

    private static void grams(int[] points, Slices words, long characters, int length, SpanSink out) {
        // Lengths of all words before one: an n-gram's length is a difference.
        long[] before = new long[words.size() + 1];
        for (int w = 0; w < words.size(); w++) {
            before[w + 1] = before[w] + words.length(w);
        }
        NGrams grams = new NGrams(SliceIds.of(points, words));
        for (int n = 2; n <= LONGEST; n++) {
            grams.lengthen();
            if (grams.total() == 0) {
                return;
            }
            if (n <= MOST_COMMON) {
                int first = grams.mostFrequent();
                double value =
                        (double) (grams.count(first) * (before[first + n] - before[first])) / Math.max(characters, 1);
                out.add("fraction_of_characters_in_most_common_" + n + "grams", 0, length, value);
            } else {
                long all = 0;
                long repeated = 0;
                for (int w = 0; w < grams.total(); w++) {
                    long wide = before[w + n] - before[w];
                    all += wide;
                    repeated += grams.isRepeated(w) ? wide : 0;
                }
                out.add(
                        "fraction_of_characters_in_duplicate_" + n + "grams",
                        0,
                        length,
                        (double) repeated / Math.max(all, 1));
            }
        }
    }

    private static double medianLength(Slices words) {
        if (words.size() == 0) {
            return 0;
        }
        int longest = 0;
        for (int w = 0; w < words.size(); w++) {
            longest = Math.max(longest, words.length(w));
        }
        int[] counts = new int[longest + 1];
        for (int w = 0; w < words.size(); w++) {
            counts[words.length(w)]++;
        }
        int middle = words.size() / 2;
        int upper = at(counts, middle);
        return words.size() % 2 == 1 ? upper : (at(counts, middle - 1) + upper) / 2.0;
    }

    /** The length at a place in the sorted lengths. */
    private static int at(int[] counts, int place) {
        int left = place;
        int length = 0;
        while (left >= counts[length]) {
            left -= counts[length++];
        }
        return length;
    }

    private record Lines(double bullets, double ellipses, double duplicates, double duplicateCharacters) {}

    private static Lines lines(int[] points, boolean join, long characters) {
        Slices lines = join ? Splits.lineRuns(points, 0, points.length, 1) : Splits.lines(points, 0, points.length);
        SliceIds ids = SliceIds.of(points, lines);
        int bullets = 0;
        int ellipses = 0;
        long duplicates = 0;
        long duplicateCharacters = 0;
        for (int i = 0; i < lines.size(); i++) {
            int length = lines.length(i);
            if (length > 0) {
                bullets += points[lines.start(i)] == '*' || points[lines.start(i)] == '-' ? 1 : 0;
                ellipses += points[lines.end(i) - 1] == '\u2026' ? 1 : 0;
            }
            if (ids.counts()[ids.ids()[i]] > 1) {
                duplicates++;
                duplicateCharacters += length;
            }
        }
        double all = lines.size();
        return new Lines(
                bullets / all,
                ellipses / all,
                duplicates / all,
                duplicateCharacters / (double) Math.max(characters, 1));
    }
}
