package org.menura.eval.task.function;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.menura.format.python.PythonText;

/** Python's {@code float(text)}. */
public final class PythonFloats {
    private static final Pattern NUMBER =
            Pattern.compile("[-+]?(?:[0-9]+(?:_[0-9]+)*\\.?(?:[0-9]+(?:_[0-9]+)*)?|\\.[0-9]+(?:_[0-9]+)*)"
                    + "(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?");

    private PythonFloats() {}

    /** Returns the number that a text is; null where it is none. */
    public static @Nullable Double parse(String text) {
        String plain = digits(PythonText.strip(text));
        String word = plain.toLowerCase(Locale.ROOT);
        String unsigned = word.startsWith("-") || word.startsWith("+") ? word.substring(1) : word;
        switch (unsigned) {
            case "inf", "infinity" -> {
                return word.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
            }
            case "nan" -> {
                return Double.NaN;
            }
            default -> {}
        }
        return NUMBER.matcher(plain).matches() ? (Double) Double.parseDouble(plain.replace("_", "")) : null;
    }

    /** Turns decimal digits of other scripts into those of ASCII, as {@code int} and {@code float} read them. */
    public static String digits(String text) {
        if (text.chars().allMatch(c -> c < 0x80)) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER) {
                out.append(Character.digit(c, 10));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }
}
