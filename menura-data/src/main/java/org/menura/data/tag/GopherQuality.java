package org.menura.data.tag;

import java.util.BitSet;
import java.util.List;
import org.menura.data.text.Characters;
import org.menura.data.text.PointSet;
import org.menura.data.text.Slices;
import org.menura.data.text.Splits;
import org.menura.data.text.TextView;
import org.menura.data.text.WordSet;

/**
 * Drops texts that aren't prose (Rae et al. 2021, appendix A1.1), as datatrove's {@code GopherQualityFilter} does. A limit of
 * 0 is none.
 *
 * @param minWords fewest words that are more than punctuation
 * @param maxWords most of them
 * @param minLength shortest mean length of such words
 * @param maxLength longest
 * @param maxSymbols most hashes or ellipses a word
 * @param maxBullets most of the lines that may begin with a bullet, as a share
 * @param maxEllipses most of the lines that may end in an ellipsis
 * @param minLetters least share of words with a letter
 * @param minStopWords fewest different stop words
 * @param stopWords the stop words
 */
public record GopherQuality(
        long minWords,
        long maxWords,
        double minLength,
        double maxLength,
        double maxSymbols,
        double maxBullets,
        double maxEllipses,
        double minLetters,
        int minStopWords,
        WordSet stopWords)
        implements TextFilter {
    /** datatrove's limits and English stop words. */
    public static final GopherQuality DEFAULT = new GopherQuality(
            50,
            100_000,
            3,
            10,
            0.1,
            0.9,
            0.3,
            0.8,
            2,
            new WordSet(List.of("the", "be", "to", "of", "and", "that", "have", "with")));

    @Override
    public String name() {
        return "gopher_quality";
    }

    @Override
    public Verdict judge(TextView text) {
        int[] points = text.points();
        Slices words = text.words();
        long plain = 0;
        long plainLength = 0;
        long withLetter = 0;
        for (int w = 0; w < words.size(); w++) {
            boolean more = false;
            boolean letter = false;
            for (int i = words.start(w); i < words.end(w) && !(more && letter); i++) {
                letter = letter || Characters.isAlpha(points[i]);
                more = more || !PointSet.PUNCTUATION.contains(points[i]);
            }
            withLetter += letter ? 1 : 0;
            if (more) {
                plain++;
                plainLength += words.length(w);
            }
        }
        double all = words.size();
        if (minWords != 0 && plain < minWords) {
            return new Verdict.Drop("gopher_short_doc");
        }
        if (maxWords != 0 && plain > maxWords) {
            return new Verdict.Drop("gopher_long_doc");
        }
        double mean = plainLength / (double) plain;
        if (minLength != 0 && mean < minLength) {
            return new Verdict.Drop("gopher_below_avg_threshold");
        }
        if (maxLength != 0 && mean > maxLength) {
            return new Verdict.Drop("gopher_above_avg_threshold");
        }
        if (words.size() == 0) {
            // datatrove divides by zero here, if it is told to take texts without words.
            return new Verdict.Drop("empty");
        }
        String symbols = symbols(points, all);
        String lines = symbols.isEmpty() ? lines(points) : symbols;
        if (!lines.isEmpty()) {
            return new Verdict.Drop(lines);
        }
        if (minLetters != 0 && withLetter / all < minLetters) {
            return new Verdict.Drop("gopher_below_alpha_threshold");
        }
        if (minStopWords != 0 && foundStopWords(points, words) < minStopWords) {
            return new Verdict.Drop("gopher_enough_stop_words");
        }
        return Verdict.KEEP;
    }

    private String symbols(int[] points, double words) {
        long hashes = 0;
        long ellipses = 0;
        for (int i = 0; i < points.length; i++) {
            int c = points[i];
            hashes += c == '#' ? 1 : 0;
            if (c == '\u2026') {
                ellipses++;
            } else if (c == '.' && i + 2 < points.length && points[i + 1] == '.' && points[i + 2] == '.') {
                ellipses++;
                i += 2;
            }
        }
        if (maxSymbols != 0 && hashes / words > maxSymbols) {
            return "gopher_too_many_hashes";
        }
        return maxSymbols != 0 && ellipses / words > maxSymbols ? "gopher_too_many_ellipsis" : "";
    }

    private String lines(int[] points) {
        Slices lines = Splits.anyLines(points, 0, points.length);
        double bullets = 0;
        double ellipses = 0;
        for (int l = 0; l < lines.size(); l++) {
            int end = Splits.stripEnd(points, lines.start(l), lines.end(l));
            int start = Splits.stripStart(points, lines.start(l), end);
            if (start == end) {
                continue;
            }
            bullets += points[start] == '\u2022' || points[start] == '-' ? 1 : 0;
            ellipses += points[end - 1] == '\u2026'
                            || end - start >= 3
                                    && points[end - 1] == '.'
                                    && points[end - 2] == '.'
                                    && points[end - 3] == '.'
                    ? 1
                    : 0;
        }
        if (maxBullets != 0 && bullets / lines.size() > maxBullets) {
            return "gopher_too_many_bullets";
        }
        return maxEllipses != 0 && ellipses / lines.size() > maxEllipses ? "gopher_too_many_end_ellipsis" : "";
    }

    private int foundStopWords(int[] points, Slices words) {
        BitSet found = new BitSet();
        for (int w = 0; w < words.size() && found.cardinality() < minStopWords; w++) {
            int number = stopWords.number(points, words.start(w), words.end(w));
            if (number >= 0) {
                found.set(number);
            }
        }
        return found.cardinality();
    }
}
