package org.menura.data.tag;

import org.menura.data.text.Characters;
import org.menura.data.text.Slices;
import org.menura.format.python.PythonCharacters;

/**
 * Marks paragraphs of nothing but punctuation, symbols, pictographs and whitespace, as Dolma's {@code
 * not_alphanum_paragraph_v1} does.
 */
record NotAlphanumeric(String name) implements Tagger {
    @Override
    public void tag(TaggedText text, SpanSink out) {
        int[] points = text.points();
        Slices paragraphs = text.view().paragraphs();
        for (int i = 0; i < paragraphs.size(); i++) {
            int start = paragraphs.start(i);
            int end = paragraphs.end(i);
            if (isPunctuation(points, start, end)) {
                out.add("all_punct", start, end, 1);
            }
        }
        if (out.spans().isEmpty()) {
            out.add("all_punct", 0, points.length, 0);
        }
    }

    private static boolean isPunctuation(int[] points, int from, int to) {
        for (int i = from; i < to; i++) {
            int c = points[i];
            boolean picture =
                    c >= 0x1F300 && c <= 0x1F64F || c >= 0x1F680 && c <= 0x1F6FF || c >= 0x2600 && c <= 0x27BF;
            if (!picture && !isMark(c) && !Characters.isWhiteSpace(c)) {
                return false;
            }
        }
        return true;
    }

    /** What Python's {@code regex} takes for {@code [[:punct:]]}: no letters in circles. */
    private static boolean isMark(int c) {
        return PythonCharacters.isPunctuation(c) || Characters.isSymbol(c) && !Character.isAlphabetic(c);
    }
}
