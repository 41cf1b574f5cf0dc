package org.menura.eval.metric;

import java.util.List;
import org.menura.format.FormatException;

/**
 * Counts the errors in transcripts: words that are missing, added or wrong, case and punctuation ignored.
 *
 * @param errors least number of edits that make the transcript of the reference
 * @param words of the reference
 */
public record WordErrors(long errors, long words) {
    /** Counts the errors of a transcript. */
    public static WordErrors of(String reference, String transcript) {
        List<String> there = Cider.words(reference);
        List<String> heard = Cider.words(transcript);
        int[] row = new int[heard.size() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= there.size(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int above = row[j];
                int replaced = diagonal + (there.get(i - 1).equals(heard.get(j - 1)) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return new WordErrors(row[row.length - 1], there.size());
    }

    /** Adds the errors of another transcript. */
    public WordErrors plus(WordErrors other) {
        return new WordErrors(errors + other.errors, words + other.words);
    }

    /** Computes errors per word of the reference. */
    public double rate() {
        if (words == 0) {
            throw new FormatException("A word error rate needs references with words.");
        }
        return (double) errors / words;
    }
}
