package org.menura.data.dedupe;

import java.util.ArrayList;
import java.util.List;

/**
 * The paragraphs of a text: what stands between line feeds. Offsets count code points; a paragraph's span takes the line
 * feed behind it along, as Dolma's does.
 *
 * @param start first code point
 * @param end the code point behind the paragraph and its line feed
 */
record Paragraphs(String text, int start, int end) {
    /** Returns the paragraphs that are not blank. */
    static List<Paragraphs> of(String text) {
        List<Paragraphs> out = new ArrayList<>();
        int point = 0;
        int at = 0;
        while (at < text.length()) {
            int feed = text.indexOf('\n', at);
            int end = feed < 0 ? text.length() : feed;
            int points = text.codePointCount(at, end);
            int next = point + points + (feed < 0 ? 0 : 1);
            String paragraph = text.substring(at, end);
            if (!isBlank(paragraph)) {
                out.add(new Paragraphs(paragraph, point, next));
            }
            point = next;
            at = end + 1;
        }
        return out;
    }

    /** Returns whether a text is empty or holds characters of Unicode's White_Space alone, as Dolma's are told. */
    static boolean isBlank(CharSequence text) {
        return text.codePoints().allMatch(Paragraphs::isSpace);
    }

    private static boolean isSpace(int c) {
        return c >= '\t' && c <= '\r' || c == 0x85 || Character.isSpaceChar(c);
    }
}
