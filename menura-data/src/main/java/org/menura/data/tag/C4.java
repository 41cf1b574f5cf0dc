package org.menura.data.tag;

import org.menura.data.text.Characters;
import org.menura.data.text.Slices;
import org.menura.data.text.Splits;
import org.menura.data.text.TextView;

/** Marks what C4's rules (Raffel et al. 2020) look at, as Dolma's taggers {@code c4_v1} and {@code c4_v2} mark it. */
final class C4 {
    private static final int FEW_WORDS = 3;
    private static final String NO_PUNCTUATION = "lines_with_no_ending_punctuation";
    private static final String TOO_FEW_WORDS = "lines_with_too_few_words";

    private C4() {}

    /** Whether a range ends in a mark that ends a sentence. */
    private static boolean endsSentence(int[] points, int from, int to) {
        if (from == to) {
            return false;
        }
        int last = points[to - 1];
        return last == '.' || last == '?' || last == '!' || last == '"';
    }

    /** The first version: line by line; a line has the word javascript. */
    record First(String name) implements Tagger {
        @Override
        public void tag(TaggedText text, SpanSink out) {
            int[] points = text.points();
            Slices lines = Splits.lines(points, 0, points.length);
            long found = 0;
            boolean naughty = false;
            boolean script = false;
            SpanSink few = new SpanSink();
            for (int i = 0; i < lines.size(); i++) {
                int start = lines.start(i);
                int end = lines.end(i) + (i < lines.size() - 1 ? 1 : 0);
                TextView line = lower(text.view(), start, lines.end(i));
                int[] small = line.points();
                int to = Splits.stripEnd(small, 0, small.length);
                int from = Splits.stripStart(small, 0, to);
                if (!endsSentence(small, from, to)) {
                    out.add(NO_PUNCTUATION, start, end, 1);
                }
                Slices words = Splits.words(small, from, to);
                if (words.size() < FEW_WORDS) {
                    few.add(TOO_FEW_WORDS, start, end, 1);
                }
                found |= NaughtyWords.PHRASES.find(small, from, to);
                naughty = naughty || NaughtyWords.anyOf(NaughtyWords.WORDS, small, words);
                script = script || NaughtyWords.anyOf(NaughtyWords.SCRIPT, small, words);
            }
            out.spans().putAll(few.spans());
            int length = points.length;
            mark(out, "has_naughty_word", length, naughty || (found & NaughtyWords.PHRASE) != 0);
            mark(out, "has_javascript", length, script);
            mark(out, "has_lorem_ipsum", length, (found & NaughtyWords.LOREM_IPSUM) != 0);
            mark(out, "has_curly_brace", length, (found & NaughtyWords.CURLY_BRACE) != 0);
            out.add("line_count", 0, length, lines.size());
        }

        /** Small letters of a line by itself: a sigma at its end may be a final one there. */
        private static TextView lower(TextView view, int from, int to) {
            for (int i = from; i < to; i++) {
                if (view.points()[i] >= 0x80) {
                    return new TextView(view.slice(from, to)).lower();
                }
            }
            int[] small = new int[to - from];
            for (int i = from; i < to; i++) {
                int c = view.points()[i];
                small[i - from] = c >= 'A' && c <= 'Z' ? c + 32 : c;
            }
            return TextView.ofPoints(small);
        }
    }

    /** The second version: over the whole text in small letters, in which spans of lines are counted too. */
    record Second(String name) implements Tagger {
        @Override
        public void tag(TaggedText text, SpanSink out) {
            int length = text.length();
            TextView lower = text.view().lower();
            int[] points = lower.points();
            long found = NaughtyWords.PHRASES.find(points, 0, points.length);
            boolean naughty = (found & NaughtyWords.PHRASE) != 0
                    || NaughtyWords.anyOf(NaughtyWords.WORDS, points, lower.chunks());
            mark(out, "has_curly_brace", length, (found & NaughtyWords.CURLY_BRACE) != 0);
            mark(out, "has_lorem_ipsum", length, (found & NaughtyWords.LOREM_IPSUM) != 0);
            mark(out, "has_javascript", length, (found & NaughtyWords.JAVASCRIPT) != 0);
            mark(out, "has_naughty_word", length, naughty);
            Slices lines = Splits.lines(points, 0, points.length);
            for (int i = 0; i < lines.size(); i++) {
                int start = lines.start(i);
                int to = Splits.stripEnd(points, start, lines.end(i));
                int end = lines.end(i) + (lines.end(i) < points.length ? 1 : 0);
                if (!endsSentence(points, start, to)) {
                    out.add(NO_PUNCTUATION, start, end, 1);
                }
                if (fewerWords(points, start, to)) {
                    out.add(TOO_FEW_WORDS, start, end, 1);
                }
            }
            out.add("line_count", 0, length, lines.size());
        }

        private static boolean fewerWords(int[] points, int from, int to) {
            int words = 0;
            boolean inside = false;
            for (int i = from; i < to; i++) {
                boolean space = Characters.isSpace(points[i]);
                if (!space && !inside && ++words == FEW_WORDS) {
                    return false;
                }
                inside = !space;
            }
            return true;
        }
    }

    private static void mark(SpanSink out, String type, int length, boolean holds) {
        if (holds) {
            out.add(type, 0, length, 1);
        }
    }
}
