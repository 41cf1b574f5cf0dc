package org.menura.data.tag;

import java.util.List;
import org.menura.data.text.NGrams;
import org.menura.data.text.Slices;
import org.menura.data.text.Splits;
import org.menura.data.text.TextView;

/**
 * Drops texts that repeat themselves (Rae et al. 2021, table A1), as datatrove's {@code GopherRepetitionFilter} does.
 *
 * @param lines most of the lines that may be repeated, as a share; 0: any, as for all others
 * @param paragraphs the same of paragraphs
 * @param lineCharacters most of the characters that may stand in repeated lines
 * @param paragraphCharacters the same of paragraphs
 * @param top for n-grams most of the characters that the most frequent one may have
 * @param repeated for n-grams most of the characters that may stand in repeated ones
 */
public record GopherRepetition(
        double lines,
        double paragraphs,
        double lineCharacters,
        double paragraphCharacters,
        List<Limit> top,
        List<Limit> repeated)
        implements TextFilter {
    /**
     * A share of n-grams.
     *
     * @param n words
     * @param share most that is allowed
     */
    public record Limit(int n, double share) {}

    /** datatrove's and the paper's limits. */
    public static final GopherRepetition DEFAULT = new GopherRepetition(
            0.3,
            0.3,
            0.2,
            0.2,
            List.of(new Limit(2, 0.2), new Limit(3, 0.18), new Limit(4, 0.16)),
            List.of(
                    new Limit(5, 0.15),
                    new Limit(6, 0.14),
                    new Limit(7, 0.13),
                    new Limit(8, 0.12),
                    new Limit(9, 0.11),
                    new Limit(10, 0.10)));

    @Override
    public String name() {
        return "gopher_repetition";
    }

    @Override
    public Verdict judge(TextView text) {
        int[] points = text.points();
        double length = points.length;
        if (points.length == 0) {
            return new Verdict.Drop("empty");
        }
        int end = Splits.stripEnd(points, 0, points.length);
        Slices parts = Splits.lineRuns(points, Splits.stripStart(points, 0, end), end, 2);
        Duplicates found = Duplicates.of(points, parts);
        if (exceeds(found.elements() / (double) parts.size(), paragraphs)) {
            return new Verdict.Drop("dup_para_frac");
        }
        if (exceeds(found.characters() / length, paragraphCharacters)) {
            return new Verdict.Drop("dup_para_char_frac");
        }
        parts = Splits.lineRuns(points, 0, points.length, 1);
        found = Duplicates.of(points, parts);
        if (exceeds(found.elements() / (double) parts.size(), lines)) {
            return new Verdict.Drop("dup_line_frac");
        }
        if (exceeds(found.characters() / length, lineCharacters)) {
            return new Verdict.Drop("dup_line_char_frac");
        }
        return grams(text);
    }

    private static boolean exceeds(double share, double limit) {
        return limit != 0 && share > limit;
    }

    private Verdict grams(TextView text) {
        Slices words = text.words();
        NGrams grams = new NGrams(text.wordIds());
        for (Limit limit : top) {
            if (limit.n < grams.length()) {
                grams = new NGrams(text.wordIds());
            }
            while (grams.length() < limit.n) {
                grams.lengthen();
            }
            if (grams.total() == 0) {
                continue;
            }
            int first = limit.n == 1 ? mostFrequentWord(text) : grams.mostFrequent();
            long characters = limit.n - 1;
            for (int w = first; w < first + limit.n; w++) {
                characters += words.length(w);
            }
            long count = limit.n == 1 ? text.wordIds().counts()[text.wordIds().ids()[first]] : grams.count(first);
            if (characters * count / (double) text.length() > limit.share) {
                return new Verdict.Drop("top_%d_gram".formatted(limit.n));
            }
        }
        if (repeated.isEmpty()) {
            return Verdict.KEEP;
        }
        Duplicates.GramSearch search = new Duplicates.GramSearch(text.points(), words);
        for (Limit limit : repeated) {
            if (search.characters(limit.n) / (double) text.length() > limit.share) {
                return new Verdict.Drop("duplicated_%d_n_grams".formatted(limit.n));
            }
        }
        return Verdict.KEEP;
    }

    private static int mostFrequentWord(TextView text) {
        int best = 0;
        int[] counts = text.wordIds().counts();
        for (int id = 1; id < text.wordIds().distinct(); id++) {
            best = counts[id] > counts[best] ? id : best;
        }
        return text.wordIds().firsts()[best];
    }
}
