package org.menura.format.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.menura.format.FormatException;

/**
 * Python's string and bytes literals in one line, read without evaluating anything (The Python Language Reference,
 * "String and Bytes literals").
 */
final class PythonLiteral {
    private final String text;
    private final String where;
    private final boolean asBytes;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int pos;

    private PythonLiteral(String text, boolean asBytes, String where) {
        this.text = text;
        this.asBytes = asBytes;
        this.where = where;
    }

    /**
     * The bytes of a literal such as {@code 'a\n'} (in UTF-8) or {@code b'\xff'}.
     *
     * @param where what to call the place in messages
     * @throws FormatException if it is not such a literal
     */
    static byte[] parse(String literal, String where) {
        String text = literal.strip();
        boolean asBytes = text.startsWith("b") || text.startsWith("B");
        int start = asBytes ? 1 : 0;
        if (text.length() < start + 2
                || "'\"".indexOf(text.charAt(start)) < 0
                || text.charAt(text.length() - 1) != text.charAt(start)) {
            throw new FormatException(where + " must have a Python literal such as 'text' or b'\\xff' in quotes.");
        }
        char quote = text.charAt(start);
        PythonLiteral reader = new PythonLiteral(text.substring(start + 1, text.length() - 1), asBytes, where);
        return reader.read(quote);
    }

    /** The bytes that the inside of a bytes literal stands for. */
    static byte[] unescapeBytes(byte[] inside, String where) {
        return new PythonLiteral(new String(inside, StandardCharsets.ISO_8859_1), true, where).read('\0');
    }

    private byte[] read(char quote) {
        while (pos < text.length()) {
            char c = text.charAt(pos);
            if (c == quote) {
                throw new FormatException(where + " has a quote inside a Python literal without a backslash.");
            }
            if (c == '\\') {
                pos++;
                escape();
            } else {
                int codePoint = text.codePointAt(pos);
                pos += Character.charCount(codePoint);
                append(codePoint);
            }
        }
        return out.toByteArray();
    }

    private void escape() {
        if (pos >= text.length()) {
            throw new FormatException(where + " has a Python literal that ends in a backslash.");
        }
        char c = text.charAt(pos++);
        switch (c) {
            case 'n' -> append('\n');
            case 't' -> append('\t');
            case 'r' -> append('\r');
            case 'a' -> append(7);
            case 'b' -> append('\b');
            case 'f' -> append('\f');
            case 'v' -> append(11);
            case '\\', '\'', '"' -> append(c);
            case 'x' -> append(digits(2, 16));
            case '0', '1', '2', '3', '4', '5', '6', '7' -> octal();
            default -> {
                if (asBytes || (c != 'u' && c != 'U')) {
                    throw new FormatException(where + " has the escape '\\" + c + "', which is not known.");
                }
                append(digits(c == 'u' ? 4 : 8, 16));
            }
        }
    }

    private void octal() {
        pos--;
        int length = 1;
        while (length < 3 && pos + length < text.length() && Character.digit(text.charAt(pos + length), 8) >= 0) {
            length++;
        }
        append(digits(length, 8) & (asBytes ? 0xFF : 0x1FF));
    }

    private int digits(int count, int radix) {
        int value = 0;
        for (int i = 0; i < count; i++, pos++) {
            int digit = pos < text.length() ? Character.digit(text.charAt(pos), radix) : -1;
            if (digit < 0 || text.charAt(pos) > 'f' || value > Character.MAX_CODE_POINT) {
                throw new FormatException(where + " has an escape with too few digits, or too large a value.");
            }
            value = value * radix + digit;
        }
        return value;
    }

    private void append(int value) {
        if (asBytes) {
            if (value > 0xFF) {
                throw new FormatException(where + " has a character in a bytes literal that is no byte.");
            }
            out.write(value);
        } else if (!Character.isValidCodePoint(value) || (value >= 0xD800 && value <= 0xDFFF)) {
            throw new FormatException(where + " has a character that Unicode does not have.");
        } else {
            out.writeBytes(Character.toString(value).getBytes(StandardCharsets.UTF_8));
        }
    }
}
