package org.menura.data.dolma;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Replaces spans of texts as Dolma's mixer does: in the order of their starts; what begins within a span that is being
 * replaced is passed over.
 */
public final class SpanReplacer {
    private SpanReplacer() {}

    /**
     * A span with what takes its place.
     *
     * @param text what takes its place; {@code {}} in it stands for what was there
     */
    public record Replacement(int start, int end, String text) {}

    /** Replaces spans of a text. */
    public static String replace(String text, List<Replacement> replacements) {
        if (replacements.isEmpty()) {
            return text;
        }
        List<Replacement> spans = new ArrayList<>(replacements);
        spans.sort(Comparator.comparingInt(Replacement::start));
        StringBuilder out = new StringBuilder(text.length());
        int next = 0;
        int point = 0; // number of the code point
        int from = 0; // where the span began, in UTF-16
        for (int at = 0; at < text.length(); point++) {
            int c = text.codePointAt(at);
            int width = Character.charCount(c);
            if (next == spans.size()) {
                out.append(text, at, text.length());
                return out.toString();
            }
            Replacement span = spans.get(next);
            if (point == span.start()) {
                from = at;
            }
            if (point < span.start() || point >= span.end()) {
                if (point == span.end()) {
                    out.append(filled(span, text, from, at));
                    while (next < spans.size() && spans.get(next).start() < point) {
                        next++;
                    }
                }
                if (next < spans.size() && spans.get(next).start() == point) {
                    from = at;
                } else {
                    out.appendCodePoint(c);
                }
            }
            at += width;
        }
        if (next < spans.size()) {
            out.append(filled(spans.get(next), text, from, text.length()));
        }
        return out.toString();
    }

    private static String filled(Replacement span, String text, int from, int to) {
        return span.text().isEmpty() ? "" : span.text().replace("{}", text.substring(from, to));
    }
}
