package org.menura.data.text;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/**
 * A text as code points, with what several rules ask of it: computed once, when the first asks. For one thread.
 */
public final class TextView {
    private final int[] points;
    private @Nullable String text;
    private @Nullable Slices words;
    private @Nullable SliceIds wordIds;
    private @Nullable Slices chunks;
    private @Nullable Slices paragraphs;
    private @Nullable TextView lower;

    /** Views a text whose words are those of UAX #29 ({@link UnicodeWords}). */
    public TextView(String text) {
        this.text = text;
        this.points = Characters.points(text);
    }

    private TextView(int[] points) {
        this.points = points;
    }

    /** Views code points as a text, whose string is made only where it is asked for. */
    public static TextView ofPoints(int[] points) {
        return new TextView(points);
    }

    /**
     * Views a text whose words are given, as another program split it.
     *
     * @throws FormatException if they don't stand in the text in their order
     */
    public TextView(String text, List<String> given) {
        this(text);
        this.words = locate(given);
    }

    private Slices locate(List<String> given) {
        Slices found = new Slices(given.size());
        int at = 0;
        for (String word : given) {
            int[] wanted = Characters.points(word);
            int start = Splits.stripStart(points, at, points.length);
            while (start + wanted.length <= points.length && !startsWith(start, wanted)) {
                start++;
            }
            if (start + wanted.length > points.length) {
                throw new FormatException(
                        "the word \"%s\" doesn't stand in the text behind character %d".formatted(word, at));
            }
            at = start + wanted.length;
            found.add(start, at);
        }
        return found;
    }

    private boolean startsWith(int start, int[] wanted) {
        for (int i = 0; i < wanted.length; i++) {
            if (points[start + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    /** Returns the text. */
    public String text() {
        if (text == null) {
            text = new String(points, 0, points.length);
        }
        return text;
    }

    /** Returns its code points, which nobody changes. */
    public int[] points() {
        return points;
    }

    /** Returns the number of code points. */
    public int length() {
        return points.length;
    }

    /** Returns the words, without whitespace. */
    public Slices words() {
        if (words == null) {
            words = UnicodeWords.words(points, 0, points.length);
        }
        return words;
    }

    /** Returns the numbers of the words. */
    public SliceIds wordIds() {
        if (wordIds == null) {
            wordIds = SliceIds.of(points, words());
        }
        return wordIds;
    }

    /** Returns what stands between whitespace ({@code split()}). */
    public Slices chunks() {
        if (chunks == null) {
            chunks = Splits.words(points, 0, points.length);
        }
        return chunks;
    }

    /** Returns Dolma's paragraphs: lines with their line feed that hold more than whitespace. */
    public Slices paragraphs() {
        if (paragraphs == null) {
            paragraphs = Splits.paragraphs(points, 0, points.length, false);
        }
        return paragraphs;
    }

    /** Returns the text in small letters ({@code lower()}), which may have another length. */
    public TextView lower() {
        if (lower == null) {
            lower = isAscii() ? ofPoints(lowerAscii()) : new TextView(Characters.lower(text()));
        }
        return lower;
    }

    private boolean isAscii() {
        int all = 0;
        for (int point : points) {
            all |= point;
        }
        return all >>> 7 == 0;
    }

    private int[] lowerAscii() {
        int[] small = new int[points.length];
        for (int i = 0; i < small.length; i++) {
            int c = points[i];
            small[i] = c >= 'A' && c <= 'Z' ? c + 32 : c;
        }
        return small;
    }

    /** Returns a part of the text. */
    public String slice(int from, int to) {
        return new String(points, from, to - from);
    }
}
