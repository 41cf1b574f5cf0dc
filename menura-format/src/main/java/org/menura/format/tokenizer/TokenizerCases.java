package org.menura.format.tokenizer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.menura.format.FormatException;
import org.menura.tensor.annotation.Internal;

/**
 * Test cases of a tokenizer: texts with the ids that it must give them. Beside a tokenizer file NAME lie NAME.inp, with
 * each text followed by the line {@code __ggml_vocab_test__}, and NAME.out, with a line of ids for each text; special
 * tokens are neither added nor recognised.
 */
@Internal
public final class TokenizerCases {
    private static final String SEPARATOR = "\n__ggml_vocab_test__\n";

    private TokenizerCases() {}

    /**
     * One test case: a text with its expected and actual ids.
     *
     * @param index its place in the file, from 0
     * @param text the text
     * @param expected the ids that it must have
     * @param actual the ids that it has
     * @param decoded the text of the expected ids
     */
    public record Case(int index, String text, int[] expected, int[] actual, String decoded) {
        /** Returns whether the ids agree. */
        public boolean ok() {
            return Arrays.equals(expected, actual);
        }
    }

    /**
     * Encodes the texts beside a tokenizer file.
     *
     * @throws FormatException if one of the files is missing or malformed
     */
    public static List<Case> verify(Path file) {
        return verify(Tokenizers.fromFile(file), file);
    }

    /**
     * Encodes the texts beside a file with a tokenizer that need not come from it.
     *
     * @throws FormatException if one of the two files beside it is missing or malformed
     */
    public static List<Case> verify(Tokenizer tokenizer, Path file) {
        List<String> texts = texts(file.resolveSibling(file.getFileName() + ".inp"));
        Path output = file.resolveSibling(file.getFileName() + ".out");
        List<String> lines = read(output).lines().toList();
        if (lines.size() != texts.size()) {
            throw new FormatException(
                    output + " has " + lines.size() + " lines of ids for " + texts.size() + " texts.");
        }
        List<Case> cases = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            int[] expected = ids(lines.get(i), output + ", line " + (i + 1));
            int[] actual = tokenizer.encode(texts.get(i), false, false);
            cases.add(new Case(i, texts.get(i), expected, actual, tokenizer.decode(expected, true)));
        }
        return cases;
    }

    /** The texts of an {@code .inp} file; some files leave out the line behind the last one. */
    static List<String> texts(Path file) {
        List<String> texts = new ArrayList<>();
        String all = read(file);
        int start = 0;
        for (int end = all.indexOf(SEPARATOR); end >= 0; end = all.indexOf(SEPARATOR, start)) {
            texts.add(all.substring(start, end));
            start = end + SEPARATOR.length();
        }
        if (start < all.length()) {
            texts.add(all.substring(start));
        }
        return texts;
    }

    private static int[] ids(String line, String where) {
        try {
            return Arrays.stream(line.strip().split("\\s+"))
                    .filter(word -> !word.isEmpty())
                    .mapToInt(Integer::parseInt)
                    .toArray();
        } catch (NumberFormatException e) {
            throw new FormatException(where + " must hold token ids with blanks between.", e);
        }
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new FormatException("Can't read " + file + ", which holds the cases of the tokenizer beside it.", e);
        }
    }
}
