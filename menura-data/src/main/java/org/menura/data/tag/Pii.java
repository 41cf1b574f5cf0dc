package org.menura.data.tag;

import org.menura.data.text.Slices;
import org.menura.data.text.Splits;
import org.menura.format.FormatException;

/** Marks what may name a person: e-mail addresses, telephone numbers and IP addresses, as Dolma's taggers do. */
final class Pii {
    private Pii() {}

    /** Paragraph by paragraph: {@code pii_regex_with_counts_fast_v2}. */
    record Fast(String name) implements Tagger {
        /** Texts with more question marks are left alone, as they are in Dolma: most are of a broken encoding. */
        private static final int QUESTION_MARKS = 10_000;

        @Override
        public void tag(TaggedText text, SpanSink out) {
            int[] points = text.points();
            long[] sums = new long[2];
            if (questions(points) <= QUESTION_MARKS) {
                Slices paragraphs = text.view().paragraphs();
                for (int i = 0; i < paragraphs.size(); i++) {
                    paragraph(text, paragraphs.start(i), paragraphs.end(i), sums, out);
                }
            }
            int length = points.length;
            out.add("doc_count", 0, length, sums[0]);
            // The span of the whole document counts among those whose share of the text this is.
            out.add("doc_frac", 0, length, length == 0 ? -1 : (sums[1] + length) / (double) length);
        }

        private static int questions(int[] points) {
            int count = 0;
            for (int c : points) {
                count += c == '?' ? 1 : 0;
            }
            return count;
        }

        private static void paragraph(TaggedText text, int from, int to, long[] sums, SpanSink out) {
            int[] points = text.points();
            boolean sign = false;
            boolean digit = false;
            for (int i = from; i < to; i++) {
                sign |= points[i] == '@';
                digit = digit || org.menura.data.text.Characters.isDigit(points[i]);
            }
            if (sign) {
                PiiMatcher.addresses(points, from, to, (start, end, group, at, groupEnd) -> {
                    if (isAddress(points, group, at, at + 1, groupEnd)) {
                        add(out, PiiMatcher.EMAIL, start, end, sums);
                    }
                });
            }
            if (digit) {
                PiiMatcher.phones(points, from, to, (start, end) -> add(out, PiiMatcher.PHONE, start, end, sums));
                PiiMatcher.ips(points, from, to, (start, end) -> add(out, PiiMatcher.IP, start, end, sums));
            }
        }

        private static void add(SpanSink out, String type, int start, int end, long[] sums) {
            out.add(type, start, end, 1);
            sums[0]++;
            sums[1] += end - start;
        }
    }

    /** Whether there is a full stop in the domain, and more than a bracket before the sign. */
    private static boolean isAddress(int[] points, int from, int sign, int domain, int to) {
        int start = Splits.stripStart(points, from, sign);
        int end = Splits.stripEnd(points, start, sign);
        if (end - start == 1 && points[start] == '(') {
            return false;
        }
        for (int i = domain; i < to; i++) {
            if (points[i] == '.') {
                return true;
            }
        }
        return false;
    }

    /**
     * Over the whole text, with a look at what stands around: {@code pii_regex_v1}, {@code pii_regex_v2} and {@code
     * pii_regex_with_counts_v2}.
     *
     * @param name of the tagger
     * @param refusesBlank whether a text without words is an error
     * @param counts whether the spans are counted too
     */
    record Windowed(String name, boolean refusesBlank, boolean counts) implements Tagger {
        private static final int WINDOW = 100;

        @Override
        public void tag(TaggedText text, SpanSink out) {
            int[] points = text.points();
            int length = points.length;
            int[] count = new int[1];
            PiiMatcher.addresses(points, 0, length, (start, end, group, at, groupEnd) -> {
                if (isAddressIn(points, start, end)) {
                    add(out, PiiMatcher.EMAIL, start, end, count);
                }
            });
            PiiMatcher.phones(points, 0, length, (start, end) -> {
                if (!isNumbered(text, start, end)
                        && !PiiMatcher.hasUrl(text.view().text())) {
                    add(out, PiiMatcher.PHONE, start, end, count);
                }
            });
            PiiMatcher.ips(points, 0, length, (start, end) -> {
                if (!isNumbered(text, start, end)) {
                    add(out, PiiMatcher.IP, start, end, count);
                }
            });
            int words = text.view().chunks().size();
            if (words == 0 && refusesBlank) {
                throw new FormatException(
                        "%s divides by the number of words, and there are none in document %s; take %s"
                                .formatted(name, text.document().id(), "pii_regex_with_counts_fast_v2"));
            }
            out.add("doc", 0, length, words == 0 ? -1 : count[0] / (double) words);
            if (counts) {
                out.add("doc_count", 0, length, count[0]);
            }
        }

        private static void add(SpanSink out, String type, int start, int end, int[] count) {
            out.add(type, start, end, 1);
            count[0]++;
        }

        /** The same question of the whole match: between its first and second sign. */
        private static boolean isAddressIn(int[] points, int start, int end) {
            int first = start;
            while (points[first] != '@') {
                first++;
            }
            int second = first + 1;
            while (second < end && points[second] != '@') {
                second++;
            }
            return isAddress(points, start, first, first + 1, second);
        }

        /** Whether what stands around says that it is a number of something else. */
        private static boolean isNumbered(TaggedText text, int start, int end) {
            String around = text.view().slice(Math.max(0, start - WINDOW), Math.min(text.length(), end + WINDOW));
            return around.contains("isbn") || around.contains("doi") || around.contains("#");
        }
    }
}
