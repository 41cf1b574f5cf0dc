package org.menura.data.text;

import java.text.BreakIterator;
import java.util.Locale;

/** Splits texts into sentences as Java's runtime does, by the rules of UAX #29 that it has. */
public final class UnicodeSentences {
    private UnicodeSentences() {}

    /** Returns the sentences of a text without the whitespace behind them; blank ones are left out. */
    public static Slices split(int[] points) {
        String text = new String(points, 0, points.length);
        BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ROOT);
        breaks.setText(text);
        Slices sentences = new Slices(8);
        int start = 0;
        int from = 0;
        for (int to = breaks.next(); to != BreakIterator.DONE; to = breaks.next()) {
            int end = start + text.codePointCount(from, to);
            int stripped = Splits.stripEnd(points, start, end);
            int first = Splits.stripStart(points, start, stripped);
            if (first < stripped) {
                sentences.add(first, stripped);
            }
            start = end;
            from = to;
        }
        return sentences;
    }
}
