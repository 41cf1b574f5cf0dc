package org.menura.data.text;

/** Splits ranges of code points as Python's {@code str} methods and Dolma split texts. */
public final class Splits {
    private Splits() {}

    /** Splits at runs of whitespace ({@code split()}). */
    public static Slices words(int[] points, int from, int to) {
        Slices words = new Slices((to - from) / 6);
        int i = from;
        while (true) {
            while (i < to && Characters.isSpace(points[i])) {
                i++;
            }
            if (i == to) {
                return words;
            }
            int start = i++;
            while (i < to && !Characters.isSpace(points[i])) {
                i++;
            }
            words.add(start, i);
        }
    }

    /** Splits at each line feed ({@code split("\n")}): one part more than there are line feeds. */
    public static Slices lines(int[] points, int from, int to) {
        Slices lines = new Slices(16);
        int start = from;
        for (int i = from; i < to; i++) {
            if (points[i] == '\n') {
                lines.add(start, i);
                start = i + 1;
            }
        }
        lines.add(start, to);
        return lines;
    }

    /** Splits at runs of at least {@code least} line feeds ({@code re.split(r"\n{least,}")}). */
    public static Slices lineRuns(int[] points, int from, int to, int least) {
        Slices lines = new Slices(16);
        int start = from;
        for (int i = from; i < to; ) {
            int end = i;
            while (end < to && points[end] == '\n') {
                end++;
            }
            if (end - i >= least) {
                lines.add(start, i);
                start = end;
            }
            i = end == i ? i + 1 : end;
        }
        lines.add(start, to);
        return lines;
    }

    /** Splits at all line ends that Unicode knows ({@code splitlines()}); none for an empty text. */
    public static Slices anyLines(int[] points, int from, int to) {
        Slices lines = new Slices(16);
        int start = from;
        while (start < to) {
            int end = start;
            while (end < to && !Characters.isLineEnd(points[end])) {
                end++;
            }
            lines.add(start, end);
            start = end + 1;
            if (start < to && points[end] == '\r' && points[start] == '\n') {
                start++;
            }
        }
        return lines;
    }

    /**
     * Splits into paragraphs as Dolma does: lines with their line feed.
     *
     * @param blank whether those of nothing but whitespace count
     */
    public static Slices paragraphs(int[] points, int from, int to, boolean blank) {
        Slices paragraphs = new Slices(16);
        int start = from;
        boolean empty = true;
        for (int i = from; i < to; i++) {
            empty &= Characters.isSpace(points[i]);
            if (points[i] == '\n') {
                if (blank || !empty) {
                    paragraphs.add(start, i + 1);
                }
                start = i + 1;
                empty = true;
            }
        }
        if (start < to && (blank || !empty)) {
            paragraphs.add(start, to);
        }
        return paragraphs;
    }

    /** Returns where a range begins without its leading whitespace. */
    public static int stripStart(int[] points, int from, int to) {
        int start = from;
        while (start < to && Characters.isSpace(points[start])) {
            start++;
        }
        return start;
    }

    /** Returns where a range ends without its trailing whitespace. */
    public static int stripEnd(int[] points, int from, int to) {
        int end = to;
        while (end > from && Characters.isSpace(points[end - 1])) {
            end--;
        }
        return end;
    }
}
