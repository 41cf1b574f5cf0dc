package org.menura.chat.tool;

import java.util.List;
import org.menura.chat.tool.Input.Found;

/**
 * A reader of strings in Python's quotes. Some templates render strings without escaping them: where a quote is followed by
 * what can't follow a string, it and all escapes are taken as they stand.
 */
final class PythonString {
    private static final int MAX_NAME = 256;

    private final Input input;
    private final boolean argument;

    /** Creates a reader; {@code argument} says whether the string is the value of a keyword argument. */
    PythonString(Input input, boolean argument) {
        this.input = input;
        this.argument = argument;
    }

    /**
     * Reads the string that begins at a place and writes its JSON.
     *
     * @return the index behind it; {@link LooseValue#MORE} or {@link LooseValue#FAILED}
     */
    int read(int at, StringBuilder out) {
        String quote = String.valueOf(input.at(at));
        Input.Match tripled = input.match(at, quote.repeat(3));
        if (tripled == Input.Match.MAYBE) {
            return LooseValue.MORE;
        }
        if (tripled == Input.Match.YES) {
            Found found = input.find(at + 3, List.of(quote.repeat(3)));
            if (found.exists()) {
                out.append(JsonText.string(unescaped(input.from(at + 3, found.at()))));
            }
            return found.exists() ? found.end() : LooseValue.MORE;
        }
        int end = close(at, quote.charAt(0), true);
        if (end == LooseValue.MORE) {
            return end;
        }
        boolean escaped = end != LooseValue.FAILED;
        if (!escaped && argument) {
            end = close(at, quote.charAt(0), false);
        }
        if (end < 0) {
            return end;
        }
        String text = input.from(at + 1, end);
        out.append(JsonText.string(escaped ? unescaped(text) : text));
        return end + 1;
    }

    /** Finds the closing quote. With escapes, the first quote must be it; without, the first one that may be. */
    private int close(int at, char quote, boolean escapes) {
        for (int i = at + 1; i < input.length(); i++) {
            char c = input.at(i);
            if (escapes && c == '\\') {
                i++;
            } else if (c == quote) {
                switch (escapes ? followed(i + 1) : followedByArgument(i + 1)) {
                    case YES -> {
                        return i;
                    }
                    case MAYBE -> {
                        return LooseValue.MORE;
                    }
                    case NO -> {
                        if (escapes) {
                            return LooseValue.FAILED;
                        }
                    }
                }
            }
        }
        return LooseValue.MORE;
    }

    private Input.Match followed(int from) {
        int at = input.skipSpace(from);
        if (at == input.length()) {
            return input.ended() ? Input.Match.YES : Input.Match.MAYBE;
        }
        return ",)]}:".indexOf(input.at(at)) >= 0 ? Input.Match.YES : Input.Match.NO;
    }

    private Input.Match followedByArgument(int from) {
        Input.Match unknown = input.ended() ? Input.Match.NO : Input.Match.MAYBE;
        int at = input.skipSpace(from);
        if (at == input.length()) {
            return unknown;
        }
        boolean last = input.at(at) == ')';
        if (!last && input.at(at) != ',') {
            return Input.Match.NO;
        }
        at = input.skipSpace(at + 1);
        if (at == input.length()) {
            return last && input.ended() ? Input.Match.YES : unknown;
        }
        if (last) {
            return ",]".indexOf(input.at(at)) >= 0 ? Input.Match.YES : Input.Match.NO;
        }
        int name = at;
        while (at < input.length() && at - name < MAX_NAME && Character.isJavaIdentifierPart(input.at(at))) {
            at++;
        }
        int assign = input.skipSpace(at);
        if (assign == input.length()) {
            return unknown;
        }
        return at > name && input.at(assign) == '=' ? Input.Match.YES : Input.Match.NO;
    }

    private static String unescaped(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\' || i + 1 == text.length()) {
                out.append(c);
                continue;
            }
            char e = text.charAt(++i);
            switch (e) {
                case 'n' -> out.append('\n');
                case 't' -> out.append('\t');
                case 'r' -> out.append('\r');
                case 'b' -> out.append('\b');
                case 'f' -> out.append('\f');
                case '\\', '\'', '"', '/' -> out.append(e);
                case '\n' -> {
                    // a line that goes on
                }
                case 'x', 'u', 'U' -> i = code(text, i, e == 'x' ? 2 : e == 'u' ? 4 : 8, out);
                default -> out.append('\\').append(e);
            }
        }
        return out.toString();
    }

    private static int code(String text, int at, int digits, StringBuilder out) {
        int end = at + 1 + digits;
        boolean isHex =
                end <= text.length() && text.substring(at + 1, end).chars().allMatch(c -> Character.digit(c, 16) >= 0);
        long code = isHex ? Long.parseLong(text.substring(at + 1, end), 16) : -1;
        if (code < 0 || code > Character.MAX_CODE_POINT) {
            out.append('\\').append(text.charAt(at));
            return at;
        }
        out.appendCodePoint((int) code);
        return end - 1;
    }
}
