package org.menura.data.dedupe;

import java.util.Arrays;
import org.menura.format.FormatException;

/**
 * Finds the id and the text in a line of a document file and unescapes the text to UTF-8, without making an object or a string
 * of anything: the reading of JSON is else what deduplication of paragraphs takes longest for. An instance is for one
 * thread.
 */
final class JsonText {
    private byte[] text = new byte[1 << 16];
    private int length;
    private int idFrom;
    private int idTo;
    private byte[] line = {};
    private int at;
    private int end;

    /** Bytes of the text. */
    byte[] text() {
        return text;
    }

    int length() {
        return length;
    }

    /** Where in the line the id's JSON begins. */
    int idFrom() {
        return idFrom;
    }

    int idTo() {
        return idTo;
    }

    /**
     * Reads a line.
     *
     * @throws FormatException if it is no object with an id and a text
     */
    void read(byte[] bytes, int from, int to) {
        line = bytes;
        at = from;
        end = to;
        length = -1;
        idFrom = -1;
        expect('{');
        blanks();
        if (peek() == '}') {
            at++;
        } else {
            do {
                member();
                blanks();
            } while (next() == ',');
            if (line[at - 1] != '}') {
                throw broken();
            }
        }
        if (length < 0 || idFrom < 0) {
            throw new FormatException("it has no string 'id' or no string 'text'");
        }
    }

    private void member() {
        blanks();
        int from = at;
        string();
        int to = at;
        expect(':');
        blanks();
        if (isName(from, to, 't', 'e', 'x', 't') && peek() == '"') {
            at++;
            unescape();
        } else if (isName(from, to, 'i', 'd')) {
            idFrom = at;
            value();
            idTo = at;
        } else {
            value();
        }
    }

    private boolean isName(int from, int to, char... name) {
        if (to - from != name.length + 2) {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            if (line[from + 1 + i] != name[i]) {
                return false;
            }
        }
        return true;
    }

    /** Passes over a value, without looking at what is in it. */
    private void value() {
        int depth = 0;
        do {
            blanks();
            switch (peek()) {
                case '"' -> string();
                case '{', '[' -> {
                    depth++;
                    at++;
                }
                case '}', ']' -> {
                    depth--;
                    at++;
                }
                case ',', ':' -> at++;
                default -> {
                    int from = at;
                    while (at < end && isPlain(line[at])) {
                        at++;
                    }
                    if (at == from) {
                        throw broken();
                    }
                }
            }
        } while (depth > 0);
    }

    private static boolean isPlain(byte b) {
        return b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '-' || b == '+' || b == '.';
    }

    private void string() {
        if (peek() != '"') {
            throw broken();
        }
        at = ByteScan.quoteOrBackslash(line, at + 1, end);
        while (at < end && line[at] == '\\') {
            at = ByteScan.quoteOrBackslash(line, Math.min(end, at + 2), end);
        }
        if (at >= end) {
            throw broken();
        }
        at++;
    }

    /** Reads a string from behind its quote on, into the text. */
    private void unescape() {
        if (text.length < end - at) {
            text = new byte[Math.max(end - at, 2 * text.length)];
        }
        int n = 0;
        while (true) {
            int stop = ByteScan.quoteOrBackslash(line, at, end);
            System.arraycopy(line, at, text, n, stop - at);
            n += stop - at;
            at = stop + 1;
            if (at > end || stop + 1 == end && line[stop] == '\\') {
                throw broken();
            }
            if (line[stop] == '"') {
                length = n;
                return;
            }
            n = escape(n, line[at++]);
        }
    }

    private int escape(int to, byte code) {
        int n = to;
        switch (code) {
            case 'n' -> text[n++] = '\n';
            case 't' -> text[n++] = '\t';
            case 'r' -> text[n++] = '\r';
            case 'b' -> text[n++] = '\b';
            case 'f' -> text[n++] = '\f';
            case 'u' -> {
                int c = unit(at);
                at += 4;
                if (Character.isHighSurrogate((char) c) && at + 6 <= end && line[at] == '\\' && line[at + 1] == 'u') {
                    int low = unit(at + 2);
                    if (Character.isLowSurrogate((char) low)) {
                        c = Character.toCodePoint((char) c, (char) low);
                        at += 6;
                    }
                }
                n = append(n, c);
            }
            case '"', '\\', '/' -> text[n++] = code;
            default -> throw broken();
        }
        return n;
    }

    private int append(int to, int c) {
        int n = to;
        if (c < 0x80) {
            text[n++] = (byte) c;
        } else if (c < 0x800) {
            text[n++] = (byte) (0xC0 | c >> 6);
            text[n++] = (byte) (0x80 | c & 0x3F);
        } else if (c < 0x10000) {
            text[n++] = (byte) (0xE0 | c >> 12);
            text[n++] = (byte) (0x80 | c >> 6 & 0x3F);
            text[n++] = (byte) (0x80 | c & 0x3F);
        } else {
            text[n++] = (byte) (0xF0 | c >> 18);
            text[n++] = (byte) (0x80 | c >> 12 & 0x3F);
            text[n++] = (byte) (0x80 | c >> 6 & 0x3F);
            text[n++] = (byte) (0x80 | c & 0x3F);
        }
        return n;
    }

    private int unit(int from) {
        int unit = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = i < end ? Character.digit(line[i], 16) : -1;
            if (digit < 0) {
                throw broken();
            }
            unit = unit << 4 | digit;
        }
        return unit;
    }

    private void blanks() {
        while (at < end && (line[at] == ' ' || line[at] == '\t' || line[at] == '\r' || line[at] == '\n')) {
            at++;
        }
    }

    private int peek() {
        if (at >= end) {
            throw broken();
        }
        return line[at];
    }

    private int next() {
        int b = peek();
        at++;
        return b;
    }

    private void expect(int wanted) {
        blanks();
        if (next() != wanted) {
            throw broken();
        }
    }

    private static FormatException broken() {
        return new FormatException("it is no JSON object");
    }

    /** A copy of the text, for tests. */
    byte[] copy() {
        return Arrays.copyOf(text, length);
    }
}
