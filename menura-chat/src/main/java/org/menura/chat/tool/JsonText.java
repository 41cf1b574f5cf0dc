package org.menura.chat.tool;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** JSON text of strings and numbers. */
final class JsonText {
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

    private JsonText() {}

    /** Appends a character of a string, escaped where it must be. */
    static void append(StringBuilder out, char c) {
        switch (c) {
            case '"', '\\' -> out.append('\\').append(c);
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                if (c < 0x20) {
                    out.append("\\u%04x".formatted((int) c));
                } else {
                    out.append(c);
                }
            }
        }
    }

    /** Appends the characters of a string, without quotes. */
    static void append(StringBuilder out, CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            append(out, text.charAt(i));
        }
    }

    /** Returns a string. */
    static String string(CharSequence text) {
        StringBuilder out = new StringBuilder("\"");
        append(out, text);
        return out.append('"').toString();
    }

    /** Returns a number if the text is one; else null. */
    static @Nullable String number(CharSequence text) {
        return NUMBER.matcher(text).matches() ? text.toString() : null;
    }
}
