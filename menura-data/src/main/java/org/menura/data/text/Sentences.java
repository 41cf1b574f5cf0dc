package org.menura.data.text;

import org.menura.format.python.PythonCharacters;

/**
 * Finds sentences by words, as spaCy's sentencizer does: a sentence ends at a word that is a mark such as a full stop, with
 * the punctuation behind it. Whitespace that is more than one space counts as a word.
 */
public final class Sentences {
    private Sentences() {}

    /** Returns the sentences of a text of which the words are known, each with what stands before it. */
    public static Slices split(int[] points, Slices words) {
        Slices sentences = new Slices(8);
        boolean ended = false;
        int start = 0;
        int last = 0;
        for (int w = 0; w < words.size(); w++) {
            if (ended && (isGap(points, last, words.start(w)) || starts(points, words.start(w), words.end(w)))) {
                sentences.add(start, last);
                start = last;
                ended = false;
            }
            ended |= ends(points, words.start(w), words.end(w));
            last = words.end(w);
        }
        if (ended && isGap(points, last, points.length)) {
            sentences.add(start, last); // whitespace at the end is a sentence
            start = last;
        }
        sentences.add(start, points.length);
        return sentences;
    }

    /** Counts the sentences of the text; one without words has none. */
    public static int count(int[] points, Slices words) {
        if (words.size() == 0) {
            return 0;
        }
        int count = 1;
        boolean ended = false;
        int last = words.start(0);
        for (int w = 0; w < words.size(); w++) {
            if (ended && (isGap(points, last, words.start(w)) || starts(points, words.start(w), words.end(w)))) {
                count++;
                ended = false;
            }
            ended |= ends(points, words.start(w), words.end(w));
            last = words.end(w);
        }
        return count;
    }

    private static boolean isGap(int[] points, int from, int to) {
        return to - from > 1 || to - from == 1 && points[from] != ' ';
    }

    private static boolean ends(int[] points, int from, int to) {
        return to - from == 1 && PointSet.SENTENCE_ENDS.contains(points[from]);
    }

    /** Whether a word is neither punctuation nor a mark that ends sentences. */
    private static boolean starts(int[] points, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!PythonCharacters.isPunctuation(points[i])) {
                return !ends(points, from, to);
            }
        }
        return false;
    }
}
