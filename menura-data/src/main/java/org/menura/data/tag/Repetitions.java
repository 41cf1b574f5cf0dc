package org.menura.data.tag;

import org.jspecify.annotations.Nullable;
import org.menura.data.text.Characters;
import org.menura.data.text.Slices;
import org.menura.data.text.Splits;

/**
 * Marks parts of a line that stand four times or more behind each other, with at most one whitespace between, as Dolma's
 * {@code repetitions_v1} and {@code paragraph_repetitions_v1} do: what {@code (.+?)(\s?\1){3,}} matches, without trying
 * every length at every place.
 *
 * @param name of the tagger
 * @param byParagraph whether a repetition ends with its paragraph
 */
record Repetitions(String name, boolean byParagraph) implements Tagger {
    @Override
    public void tag(TaggedText text, SpanSink out) {
        int[] points = text.points();
        Totals totals = new Totals();
        if (byParagraph) {
            Slices paragraphs = Splits.paragraphs(points, 0, points.length, true);
            for (int i = 0; i < paragraphs.size(); i++) {
                new Search(points, paragraphs.start(i), paragraphs.end(i), out, totals).run();
            }
        } else {
            new Search(points, 0, points.length, out, totals).run();
        }
        int length = points.length;
        out.add("doc_max_score_repetition", 0, length, totals.most);
        out.add("doc_max_length_repetition", 0, length, totals.longest);
        out.add("doc_frac_repetition", 0, length, totals.length == 0 ? 0 : totals.length / (double) length);
    }

    private static final class Totals {
        int most;
        int longest;
        long length;
    }

    /** The search of one text or paragraph. */
    private static final class Search {
        /** Repeated parts of this length or more are looked for where their beginning stands again. */
        private static final int PREFIX = 8;

        private static final int REPEATS = 3;
        private static final long FACTOR = 0xD6E8FEB86659FD93L;

        private final int[] points;
        private final int from;
        private final int to;
        private final SpanSink out;
        private final Totals totals;
        /** For each place the next one that may begin with the same code points; its own offset or 0 if there is none. */
        private final int[] next;
        /** How many more places may be compared before the search goes on by powers of two. */
        private long budget;

        private int @Nullable [] lengths;

        Search(int[] points, int from, int to, SpanSink out, Totals totals) {
            this.points = points;
            this.from = from;
            this.to = to;
            this.out = out;
            this.totals = totals;
            // Four copies of a long part must fit.
            this.next = to - from >= 4 * PREFIX ? links() : new int[0];
            this.budget = 32L * (to - from);
        }

        /** Links places that begin with the same code points, from right to left, by a rolling hash. */
        private int[] links() {
            int places = to - from - PREFIX + 1;
            int mask = Integer.highestOneBit(places) * 4 - 1;
            int[] last = new int[mask + 1];
            int[] links = new int[places];
            long leaving = 1;
            for (int i = 0; i < PREFIX - 1; i++) {
                leaving *= FACTOR;
            }
            long hash = 0;
            for (int i = to - 1; i >= from; i--) {
                if (i + PREFIX < to) {
                    hash -= points[i + PREFIX] * leaving;
                }
                hash = hash * FACTOR + points[i];
                if (i + PREFIX <= to) {
                    int slot = (int) (hash * 0x9E3779B97F4A7C15L >>> 32) & mask;
                    links[i - from] = last[slot];
                    last[slot] = i - from;
                }
            }
            return links;
        }

        void run() {
            int lineEnd = from;
            for (int i = from; i < to; ) {
                if (i >= lineEnd) {
                    lineEnd = i;
                    while (lineEnd < to && points[lineEnd] != '\n') {
                        lineEnd++;
                    }
                    if (lineEnd == i) {
                        i++;
                        continue;
                    }
                }
                int end = lengths == null ? at(i, lineEnd) : known(i, lengths);
                if (end >= 0) {
                    i = end;
                    lineEnd = lineEnd < i ? i : lineEnd;
                } else {
                    i++;
                }
            }
        }

        /** A repetition that begins at a place, where lengths of parts are known. */
        private int known(int i, int[] parts) {
            return parts[i - from] == 0 ? -1 : repeat(i, parts[i - from]);
        }

        /** Looks for a repetition that begins at a place, the shortest part first. Returns its end or -1. */
        private int at(int i, int lineEnd) {
            int longest = Math.min(lineEnd - i, (to - i) / (REPEATS + 1));
            int first = points[i];
            int few = Math.min(longest, PREFIX - 1);
            for (int length = 1; length <= few; length++) {
                int behind = points[i + length];
                if (behind == first || Characters.isSpace(behind)) {
                    int end = repeat(i, length);
                    if (end >= 0) {
                        return end;
                    }
                }
            }
            if (longest < PREFIX) {
                return -1;
            }
            int most = i - from + longest + 1;
            int previous = i - from;
            for (int j = next[previous]; j > previous && j <= most; previous = j, j = j < next.length ? next[j] : 0) {
                if (--budget < 0) {
                    lengths = new RepeatedParts(points, from, to, REPEATS).lengths();
                    return known(i, lengths);
                }
                int distance = j - (i - from);
                if (distance > PREFIX && Characters.isSpace(points[from + j - 1])) {
                    int end = repeat(i, distance - 1);
                    if (end >= 0) {
                        return end;
                    }
                }
                if (distance >= PREFIX && distance <= longest) {
                    int end = repeat(i, distance);
                    if (end >= 0) {
                        return end;
                    }
                }
            }
            return -1;
        }

        private int repeat(int start, int length) {
            int end = follow(start, length, start + length, 0);
            if (end >= 0) {
                totals.most = Math.max(totals.most, count(start, end, length));
                totals.longest = Math.max(totals.longest, end - start);
                totals.length += end - start;
                out.add("repetition", start, end, count(start, end, length));
            }
            return end;
        }

        /** Matches more copies from a place on: with whitespace before them if that can be. Returns the end or -1. */
        private int follow(int start, int length, int at, int copies) {
            if (copies < REPEATS) {
                if (at < to && Characters.isSpace(points[at]) && same(start, at + 1, length)) {
                    int end = follow(start, length, at + 1 + length, copies + 1);
                    if (end >= 0) {
                        return end;
                    }
                }
                return same(start, at, length) ? follow(start, length, at + length, copies + 1) : -1;
            }
            int end = at;
            while (true) {
                if (end < to && Characters.isSpace(points[end]) && same(start, end + 1, length)) {
                    end += length + 1;
                } else if (same(start, end, length)) {
                    end += length;
                } else {
                    return end;
                }
            }
        }

        private boolean same(int one, int other, int length) {
            if (other + length > to) {
                return false;
            }
            for (int i = 0; i < length; i++) {
                if (points[one + i] != points[other + i]) {
                    return false;
                }
            }
            return true;
        }

        /** Counts copies without overlap. */
        private int count(int start, int end, int length) {
            int count = 0;
            for (int i = start; i + length <= end; ) {
                boolean copy = points[i] == points[start]
                        && java.util.Arrays.equals(points, start, start + length, points, i, i + length);
                count += copy ? 1 : 0;
                i += copy ? length : 1;
            }
            return count;
        }
    }
}
