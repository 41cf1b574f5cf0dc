package org.menura.chat.template;

import org.jspecify.annotations.Nullable;

/** Strings and markup as text. */
final class Text {
    private Text() {}

    /** The text of a string or markup; null for other values. */
    static @Nullable String of(Object value) {
        return switch (value) {
            case String s -> s;
            case Markup m -> m.text();
            default -> null;
        };
    }

    /** Replaces at most {@code max} times if that is not negative. */
    static String replace(String text, String old, String replacement, long max, Budget budget) {
        if (max == 0) {
            return text;
        }
        long count = 0;
        StringBuilder out = new StringBuilder();
        int start = 0;
        int next = text.indexOf(old);
        while (next >= 0 && (max < 0 || count < max)) {
            budget.characters(next - start + (long) replacement.length());
            out.append(text, start, next).append(replacement);
            count++;
            start = next + old.length();
            if (old.isEmpty()) {
                if (next >= text.length()) {
                    break;
                }
                int step = Character.charCount(text.codePointAt(next));
                out.append(text, next, next + step);
                start = next + step;
            }
            next = text.indexOf(old, start);
        }
        return out.append(text, start, text.length()).toString();
    }
}
