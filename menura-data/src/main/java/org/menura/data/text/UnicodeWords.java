package org.menura.data.text;

/** Splits texts into words at the default boundaries of UAX #29, Unicode Text Segmentation, for Unicode 16. */
public final class UnicodeWords {
    private UnicodeWords() {}

    /** Splits a range into all its segments, whitespace and punctuation too. */
    public static Slices segments(int[] points, int from, int to) {
        Slices segments = new Slices((to - from) / 3);
        for (int at = from; at < to; ) {
            int end = next(points, at, to);
            segments.add(at, end);
            at = end;
        }
        return segments;
    }

    /** Splits a range into its segments but for those of nothing but whitespace. */
    public static Slices words(int[] points, int from, int to) {
        Slices words = new Slices((to - from) / 5);
        for (int at = from; at < to; ) {
            int end = next(points, at, to);
            if (!isBlank(points, at, end)) {
                words.add(at, end);
            }
            at = end;
        }
        return words;
    }

    private static boolean isBlank(int[] points, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!Characters.isSpace(points[i])) {
                return false;
            }
        }
        return true;
    }

    /** Counts the segments of a range, or those that are not whitespace. */
    public static int count(int[] points, int from, int to, boolean blank) {
        int count = 0;
        for (int at = from; at < to; ) {
            int end = next(points, at, to);
            if (blank || !isBlank(points, at, end)) {
                count++;
            }
            at = end;
        }
        return count;
    }

    /** Returns where the segment that begins at a boundary ends. */
    public static int next(int[] points, int from, int to) {
        byte last = WordBreak.of(points[from]);
        int i = from + 1;
        if (WordBreak.isLineEnd(last)) {
            return last == WordBreak.CR && i < to && points[i] == '\n' ? i + 1 : i;
        }
        byte before = WordBreak.OTHER;
        byte previous = WordBreak.isSkipped(last) ? WordBreak.OTHER : last;
        boolean odd = previous == WordBreak.REGIONAL_INDICATOR;
        for (; i < to; i++) {
            byte current = WordBreak.of(points[i]);
            if (current == WordBreak.A_LETTER && previous == WordBreak.A_LETTER) {
                before = WordBreak.A_LETTER;
                last = WordBreak.A_LETTER;
                continue;
            }
            if (WordBreak.isLineEnd(current)) {
                return i;
            }
            boolean joined = last == WordBreak.ZWJ && Character.isExtendedPictographic(points[i])
                    || last == WordBreak.W_SEG_SPACE && current == WordBreak.W_SEG_SPACE;
            if (!joined && WordBreak.isSkipped(current)) {
                last = current;
                continue;
            }
            if (!joined && !joins(before, previous, current, odd, points, i, to)) {
                return i;
            }
            odd = current == WordBreak.REGIONAL_INDICATOR && !odd;
            before = previous;
            previous = current;
            last = current;
        }
        return to;
    }

    /** Rules WB5 to WB16, of values without Extend, Format and ZWJ. */
    private static boolean joins(byte before, byte previous, byte current, boolean odd, int[] points, int at, int to) {
        boolean letter = WordBreak.isLetter(current);
        if (WordBreak.isLetter(previous)) {
            return letter
                    || current == WordBreak.NUMERIC
                    || current == WordBreak.EXTEND_NUM_LET
                    || WordBreak.joinsLetters(current) && WordBreak.isLetter(following(points, at, to))
                    || previous == WordBreak.HEBREW_LETTER
                            && (current == WordBreak.SINGLE_QUOTE
                                    || current == WordBreak.DOUBLE_QUOTE
                                            && following(points, at, to) == WordBreak.HEBREW_LETTER);
        }
        return switch (previous) {
            case WordBreak.NUMERIC ->
                current == WordBreak.NUMERIC
                        || letter
                        || current == WordBreak.EXTEND_NUM_LET
                        || WordBreak.joinsDigits(current) && following(points, at, to) == WordBreak.NUMERIC;
            case WordBreak.MID_LETTER -> letter && WordBreak.isLetter(before);
            case WordBreak.MID_NUM -> current == WordBreak.NUMERIC && before == WordBreak.NUMERIC;
            case WordBreak.MID_NUM_LET, WordBreak.SINGLE_QUOTE ->
                letter && WordBreak.isLetter(before) || current == WordBreak.NUMERIC && before == WordBreak.NUMERIC;
            case WordBreak.DOUBLE_QUOTE -> current == WordBreak.HEBREW_LETTER && before == WordBreak.HEBREW_LETTER;
            case WordBreak.KATAKANA -> current == WordBreak.KATAKANA || current == WordBreak.EXTEND_NUM_LET;
            case WordBreak.EXTEND_NUM_LET ->
                letter
                        || current == WordBreak.NUMERIC
                        || current == WordBreak.KATAKANA
                        || current == WordBreak.EXTEND_NUM_LET;
            case WordBreak.REGIONAL_INDICATOR -> current == WordBreak.REGIONAL_INDICATOR && odd;
            default -> false;
        };
    }

    private static byte following(int[] points, int at, int to) {
        for (int i = at + 1; i < to; i++) {
            byte value = WordBreak.of(points[i]);
            if (!WordBreak.isSkipped(value)) {
                return value;
            }
        }
        return WordBreak.OTHER;
    }
}
