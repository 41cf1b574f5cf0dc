package org.menura.data.tag;

import java.util.List;
import org.menura.data.text.Characters;
import org.menura.data.text.Slices;
import org.menura.data.text.Splits;
import org.menura.data.text.UnicodeWords;

/** Measures lengths of documents and paragraphs in several units, as Dolma's taggers of lengths do. */
final class Lengths {
    /** Measures a range of a text. */
    @FunctionalInterface
    private interface Measure {
        double of(int[] points, int from, int to);
    }

    private Lengths() {}

    /** One number for the whole text. */
    private record Whole(String name, String type, Measure measure) implements Tagger {
        @Override
        public void tag(TaggedText text, SpanSink out) {
            out.add(type, 0, text.length(), measure.of(text.points(), 0, text.length()));
        }
    }

    /** One number a paragraph, and one for the text: their sum, or its own length. */
    private record Paragraphs(String name, Measure measure, boolean sum) implements Tagger {
        @Override
        public void tag(TaggedText text, SpanSink out) {
            Slices paragraphs = text.view().paragraphs();
            double all = 0;
            for (int i = 0; i < paragraphs.size(); i++) {
                double length = measure.of(text.points(), paragraphs.start(i), paragraphs.end(i));
                all += length;
                out.add("paragraph", paragraphs.start(i), paragraphs.end(i), length);
            }
            out.add("document", 0, text.length(), sum ? all : text.length());
        }
    }

    /** Words of paragraphs by UAX #29, also negative, since Dolma's mixer only compares upwards. */
    private record UnicodeParagraphs(String name, boolean blank, boolean document) implements Tagger {
        @Override
        public void tag(TaggedText text, SpanSink out) {
            int[] points = text.points();
            Slices paragraphs = blank
                    ? Splits.paragraphs(points, 0, points.length, true)
                    : text.view().paragraphs();
            double all = 0;
            for (int i = 0; i < paragraphs.size(); i++) {
                int start = paragraphs.start(i);
                int end = paragraphs.end(i);
                int to = Splits.stripEnd(points, start, end);
                int words = UnicodeWords.count(points, Splits.stripStart(points, start, to), to, false);
                all += words;
                out.add("paragraph", start, end, words);
                out.add("negative_paragraph", start, end, -words);
            }
            if (document) {
                out.add("document", 0, points.length, all);
                out.add("negative_document", 0, points.length, -all);
            }
        }
    }

    static List<Tagger> all() {
        return List.of(
                new Whole("bytes_length_v1", "bytes", Lengths::bytes),
                new Whole("doc_count_v1", "docs", (points, from, to) -> 1),
                new Whole("char_length_v1", "length", (points, from, to) -> to - from),
                new Whole("char_length_strip_ws_v1", "length_no_ws", Lengths::stripped),
                new Paragraphs("char_length_with_paragraphs_v1", (points, from, to) -> to - from, false),
                new Whole("whitespace_tokenizer_v1", "length", Lengths::runs),
                new Paragraphs("whitespace_tokenizer_with_paragraphs_v1", Lengths::runs, true),
                new Whole("uniseg_length_v1", "length", Lengths::segments),
                new UnicodeParagraphs("uniseg_length_paragraphs_v1", false, false),
                new UnicodeParagraphs("uniseg_length_paragraphs_with_empty_v1", true, false),
                new UnicodeParagraphs("uniseg_length_paragraphs_with_doc_length_v1", false, true),
                new Whole("olmo_pretokenizer_v1", "length", OlmoPieces::count),
                new Paragraphs("olmo_pretokenizer_with_paragraphs_v1", OlmoPieces::count, true));
    }

    private static double bytes(int[] points, int from, int to) {
        long bytes = 0;
        for (int i = from; i < to; i++) {
            bytes += points[i] < 0x80 ? 1 : points[i] < 0x800 ? 2 : points[i] < 0x10000 ? 3 : 4;
        }
        return bytes;
    }

    private static double stripped(int[] points, int from, int to) {
        int end = Splits.stripEnd(points, from, to);
        return end - Splits.stripStart(points, from, end);
    }

    private static double segments(int[] points, int from, int to) {
        int end = Splits.stripEnd(points, from, to);
        return UnicodeWords.count(points, Splits.stripStart(points, from, end), end, true);
    }

    /** Parts that a split at {@code \w+|[^\w\s]+} leaves: one more than there are runs. */
    static double runs(int[] points, int from, int to) {
        int runs = 0;
        int last = 0;
        for (int i = from; i < to; i++) {
            int kind = Characters.isWord(points[i]) ? 1 : Characters.isWhiteSpace(points[i]) ? 0 : 2;
            runs += kind != last && kind != 0 ? 1 : 0;
            last = kind;
        }
        return runs + 1;
    }
}
