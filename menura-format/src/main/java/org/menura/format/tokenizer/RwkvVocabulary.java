package org.menura.format.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.menura.format.FormatException;

/**
 * RWKV's "world" vocabulary: tokens are byte strings, and a text is cut by always taking the longest that fits. Its file
 * has a line for each token: the id, a Python string or bytes literal, and the length in bytes.
 */
final class RwkvVocabulary {
    /** End of text; the file doesn't list it. */
    static final String END_OF_TEXT = "<|endoftext|>";

    private static final byte[] NONE = {};

    private static final int MAX_ID = 1 << 20;

    private RwkvVocabulary() {}

    /**
     * Reads a vocabulary file.
     *
     * @return the bytes of each token by id, none in gaps
     * @throws FormatException if a line is malformed
     */
    static byte[][] read(String file, String source) {
        List<byte[]> tokens = new ArrayList<>();
        int number = 0;
        for (String line : file.split("\r?\n", -1)) {
            number++;
            if (!line.isBlank()) {
                readLine(line, source + ", line " + number, tokens);
            }
        }
        if (tokens.isEmpty()) {
            throw new FormatException(source + " is empty: a line is due for each token.");
        }
        return tokens.toArray(byte[][]::new);
    }

    /** The bytes of a token as GGUF files spell it: a Python bytes literal without its quotes. */
    static byte[] unescape(String token, String source) {
        return PythonLiteral.unescapeBytes(token.getBytes(StandardCharsets.UTF_8), source);
    }

    /** How GGUF files spell a token. */
    static String escape(byte[] token) {
        StringBuilder text = new StringBuilder();
        for (byte b : token) {
            switch (b) {
                case '\t' -> text.append("\\t");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\\' -> text.append("\\\\");
                default -> {
                    if (b >= ' ' && b <= '~') {
                        text.append((char) b);
                    } else {
                        text.append("\\x").append(HexFormat.of().toHexDigits(b));
                    }
                }
            }
        }
        return text.toString();
    }

    /** A vocabulary file of the tokens that have bytes; {@link #read} gives them back. */
    static String write(byte[][] tokens) {
        StringBuilder file = new StringBuilder();
        for (int id = 0; id < tokens.length; id++) {
            if (tokens[id].length > 0) {
                String literal = escape(tokens[id]).replace("'", "\\'");
                file.append("%d b'%s' %d\n".formatted(id, literal, tokens[id].length));
            }
        }
        return file.toString();
    }

    private static void readLine(String line, String where, List<byte[]> tokens) {
        int first = line.indexOf(' ');
        int last = line.lastIndexOf(' ');
        if (first <= 0 || last <= first) {
            throw new FormatException(where + " must have an id, a Python literal and a length, with blanks between.");
        }
        int id = number(line.substring(0, first), where);
        byte[] bytes = PythonLiteral.parse(line.substring(first + 1, last), where);
        int length = number(line.substring(last + 1), where);
        if (bytes.length != length || length == 0) {
            throw new FormatException(
                    where + " has a token of " + bytes.length + " bytes but gives its length as " + length + ".");
        }
        if (id >= MAX_ID) {
            throw new FormatException(where + " has the id " + id + ": ids must be below " + MAX_ID + ".");
        }
        while (tokens.size() <= id) {
            tokens.add(NONE);
        }
        if (tokens.get(id).length > 0 && !Arrays.equals(tokens.get(id), bytes)) {
            throw new FormatException(where + " gives the id " + id + " to a second token.");
        }
        tokens.set(id, bytes);
    }

    private static int number(String text, String where) {
        try {
            int number = Integer.parseInt(text.strip());
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException ignored) {
            // falls through to the same message as a negative number
        }
        throw new FormatException(where + " has '" + text.strip() + "' where a whole number is due.");
    }
}
