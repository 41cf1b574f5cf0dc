package org.menura.eval.card;

import java.util.Locale;
import org.menura.format.FormatException;

/** Writes figures as people read them. */
final class Numbers {
    private Numbers() {}

    /**
     * Writes a number.
     *
     * @param form empty for whole numbers as they are and four digits after the point; {@code %}, {@code ,}, {@code .N}
     */
    static String shown(double value, String form, String where) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        if (form.isEmpty()) {
            return value == Math.rint(value) && Math.abs(value) < 1e15 ? Long.toString((long) value) : small(value);
        }
        if (form.equals("%")) {
            return String.format(Locale.ROOT, "%.1f %%", 100 * value);
        }
        if (form.equals(",")) {
            return String.format(Locale.ROOT, "%,d", Math.round(value));
        }
        if (form.matches("\\.\\d")) {
            return String.format(Locale.ROOT, "%" + form + "f", value);
        }
        throw new FormatException("%s: a figure's form is %%, a comma or a point with a digit, such as .2, not '%s'"
                .formatted(where, form));
    }

    /** Four digits after the point, or four significant ones of what is smaller. */
    private static String small(double value) {
        return Math.abs(value) >= 1e-3
                ? String.format(Locale.ROOT, "%.4f", value)
                : String.format(Locale.ROOT, "%.3e", value);
    }
}
