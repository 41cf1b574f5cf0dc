package org.menura.eval.metric;

import java.text.Normalizer;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.menura.format.FormatException;
import org.menura.format.python.PythonCharacters;

/**
 * Counts the errors in transcripts: words that are missing, added or wrong, case and punctuation ignored. Words are runs of
 * letters, marks and digits of any script; where a script has no blanks between words, each character is one.
 *
 * @param errors least number of edits that make the transcript of the reference
 * @param words of the reference
 */
public record WordErrors(long errors, long words) {
    /** Thai, Lao, Burmese, Khmer, kana, Han. */
    private static final String ALONE =
            "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\x{20000}-\\x{3ffff}";

    private static final Pattern WORD =
            Pattern.compile("[\\p{L}\\p{M}\\p{N}&&[%1$s]]|[\\p{L}\\p{M}\\p{N}&&[^%1$s]]+".formatted(ALONE));

    /** Splits what is said into words. */
    public static List<String> words(String text) {
        String plain = Normalizer.normalize(PythonCharacters.lower(text), Normalizer.Form.NFC);
        return WORD.matcher(plain).results().map(MatchResult::group).toList();
    }

    /** Counts the errors of a transcript. */
    public static WordErrors of(String reference, String transcript) {
        List<String> there = words(reference);
        List<String> heard = words(transcript);
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
