package org.menura.data.tag;

import java.util.Arrays;
import java.util.List;
import org.menura.data.text.Characters;
import org.menura.data.text.PhraseFinder;
import org.menura.data.text.Sentences;
import org.menura.data.text.Slices;
import org.menura.data.text.Splits;
import org.menura.data.text.TextView;
import org.menura.data.text.UnicodeWords;

/**
 * Keeps the lines that are sentences and drops pages that have few of them, are drafts or code (Raffel et al. 2020), as
 * datatrove's {@code C4QualityFilter} does.
 *
 * @param byLine whether rules are applied to lines; else to sentences
 * @param removesCitations whether marks as on Wikipedia are removed, such as {@code [3]}
 * @param endsInMark whether a line must end in a mark that ends sentences
 * @param minSentences fewest sentences; -1: any number
 * @param minWords fewest words of a line; -1: any number
 * @param maxWordLength longest word of a line; -1: any
 * @param loremIpsum whether pages with "lorem ipsum" are dropped
 * @param javascript whether lines with "javascript" are dropped
 * @param curlyBracket whether pages with a curly bracket are dropped
 * @param policy whether lines about cookies and terms of use are dropped
 */
public record C4Quality(
        boolean byLine,
        boolean removesCitations,
        boolean endsInMark,
        int minSentences,
        int minWords,
        int maxWordLength,
        boolean loremIpsum,
        boolean javascript,
        boolean curlyBracket,
        boolean policy)
        implements TextFilter {
    /** datatrove's settings, which are the paper's. */
    public static final C4Quality DEFAULT = new C4Quality(true, true, true, 5, 3, 1000, true, true, true, true);
    /** FineWeb's settings: lines need not end in a mark. */
    public static final C4Quality FINEWEB = new C4Quality(true, true, false, 5, 3, 1000, true, true, true, true);

    private static final long LOREM_IPSUM = 1;
    private static final long JAVASCRIPT = 1 << 1;
    private static final long POLICY = 1 << 2;
    private static final PhraseFinder PHRASES = new PhraseFinder(List.of(
            List.of("lorem ipsum"),
            List.of("javascript"),
            List.of(
                    "terms of use",
                    "privacy policy",
                    "cookie policy",
                    "uses cookies",
                    "use of cookies",
                    "use cookies")));

    @Override
    public String name() {
        return "c4_quality";
    }

    @Override
    public Verdict judge(TextView text) {
        int[] points = text.points();
        Slices lines = byLine ? Splits.anyLines(points, 0, points.length) : Sentences.split(points, text.words());
        StringBuilder kept = new StringBuilder(text.text().length());
        int sentences = 0;
        int word = 0;
        boolean any = false;
        for (int l = 0; l < lines.size(); l++) {
            Line line = Line.of(points, lines.start(l), lines.end(l), removesCitations);
            int first = word;
            if (byLine) {
                // Words go on from line to line.
                while (first < text.words().size() && text.words().end(first) <= lines.start(l)) {
                    first++;
                }
                word = first;
            }
            if (maxWordLength != -1 && line.longest > maxWordLength || !ends(line) || line.words < minWords) {
                continue;
            }
            int[] small = line.lower();
            long found = PHRASES.find(small, 0, small.length);
            if (loremIpsum && (found & LOREM_IPSUM) != 0) {
                return new Verdict.Drop("lorem_ipsum");
            }
            if (javascript && (found & JAVASCRIPT) != 0) {
                continue;
            }
            if (curlyBracket && Arrays.stream(line.points).anyMatch(c -> c == '{')) {
                return new Verdict.Drop("curly_bracket");
            }
            if (policy && (found & POLICY) != 0) {
                continue;
            }
            if (minSentences != -1) {
                sentences += byLine ? line.sentences(text.words(), first, lines.end(l)) : 1;
            }
            if (any) {
                kept.append(byLine ? '\n' : ' ');
            }
            any = true;
            for (int point : line.points) {
                kept.appendCodePoint(point);
            }
        }
        if (sentences < minSentences) {
            return new Verdict.Drop("too_few_sentences");
        }
        return outcome(text, kept);
    }

    private static Verdict outcome(TextView text, StringBuilder kept) {
        int[] points = Characters.points(kept.toString());
        int end = Splits.stripEnd(points, 0, points.length);
        int start = Splits.stripStart(points, 0, end);
        String left = new String(points, start, end - start);
        return left.equals(text.text()) ? Verdict.KEEP : new Verdict.Change(left);
    }

    private boolean ends(Line line) {
        if (!endsInMark) {
            return true;
        }
        int length = line.points.length;
        int last = length == 0 ? 0 : line.points[length - 1];
        boolean ellipsis =
                length >= 3 && last == '.' && line.points[length - 2] == '.' && line.points[length - 3] == '.';
        return !ellipsis && (last == '.' || last == '?' || last == '!' || last == '"' || last == '\'');
    }

    /**
     * A stripped line.
     *
     * @param points its code points without citations
     * @param places where each stands in the text
     * @param words number of words between whitespace, citations included
     * @param longest length of the longest
     */
    private record Line(int[] points, int[] places, int words, int longest) {
        static Line of(int[] text, int from, int to, boolean cleans) {
            int end = Splits.stripEnd(text, from, to);
            int start = Splits.stripStart(text, from, end);
            Slices words = Splits.words(text, start, end);
            int longest = 0;
            for (int w = 0; w < words.size(); w++) {
                longest = Math.max(longest, words.length(w));
            }
            int[] points = new int[end - start];
            int[] places = new int[end - start];
            int length = 0;
            for (int i = start; i < end; ) {
                int behind = cleans ? citation(text, i, end) : -1;
                if (behind < 0) {
                    places[length] = i;
                    points[length++] = text[i++];
                } else {
                    i = behind;
                }
            }
            return new Line(Arrays.copyOf(points, length), Arrays.copyOf(places, length), words.size(), longest);
        }

        /** Where a citation that begins at a place ends: digits or none in brackets, or two English notes. */
        private static int citation(int[] text, int from, int to) {
            if (text[from] != '[') {
                return -1;
            }
            int i = from + 1;
            while (i < to && Characters.isDigit(text[i])) {
                i++;
            }
            if (i < to && text[i] == ']') {
                return i + 1;
            }
            int note = note(text, from, to, "[edit]");
            return note >= 0 ? note : note(text, from, to, "[citation needed]");
        }

        private static int note(int[] text, int from, int to, String note) {
            if (from + note.length() > to) {
                return -1;
            }
            for (int i = 0; i < note.length(); i++) {
                if (text[from + i] != note.charAt(i)) {
                    return -1;
                }
            }
            return from + note.length();
        }

        int[] lower() {
            int[] small = points.clone();
            for (int i = 0; i < small.length; i++) {
                if (small[i] >= 0x80) {
                    return new TextView(new String(points, 0, points.length))
                            .lower()
                            .points();
                }
                small[i] += small[i] >= 'A' && small[i] <= 'Z' ? 32 : 0;
            }
            return small;
        }

        /** Sentences of the line by the text's words, but for what was removed from them. */
        int sentences(Slices textWords, int first, int to) {
            Slices mine = new Slices(16);
            int at = 0;
            for (int w = first; w < textWords.size() && textWords.start(w) < to; w++) {
                while (at < points.length && places[at] < textWords.start(w)) {
                    at++;
                }
                int start = at;
                while (at < points.length && places[at] < textWords.end(w)) {
                    at++;
                }
                if (at - start == textWords.length(w)) {
                    mine.add(start, at);
                } else if (at > start) {
                    // What is left of a word has marks at its end that were inside.
                    Slices rest = UnicodeWords.words(points, start, at);
                    for (int i = 0; i < rest.size(); i++) {
                        mine.add(rest.start(i), rest.end(i));
                    }
                }
            }
            return Sentences.count(points, mine);
        }
    }
}
