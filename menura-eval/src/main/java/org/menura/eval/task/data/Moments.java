package org.menura.eval.task.data;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Dates in columns of text, which Arrow finds where every text is one. */
final class Moments {
    private static final Pattern MOMENT =
            Pattern.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[ T]([0-9]{2})(?::([0-9]{2})(?::([0-9]{2}))?)?"
                    + "(?:Z|([-+])([0-9]{2}):?([0-9]{2})?)?)?");
    private static final DateTimeFormatter WRITTEN = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    private Moments() {}

    /** Returns a date, at UTC where it has a zone, as Python's {@code str} writes it; null where the text is none. */
    static @Nullable String parse(String text) {
        Matcher m = MOMENT.matcher(text);
        if (!m.matches()) {
            return null;
        }
        try {
            LocalDateTime there = LocalDateTime.of(
                    number(m, 1), number(m, 2), number(m, 3), number(m, 4), number(m, 5), number(m, 6));
            LocalTime behind = LocalTime.of(number(m, 8), number(m, 9));
            int minutes = behind.toSecondOfDay() / 60;
            return WRITTEN.format(there.plusMinutes("-".equals(m.group(7)) ? minutes : -minutes));
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static int number(Matcher matcher, int group) {
        String digits = matcher.group(group);
        return digits == null ? 0 : Integer.parseInt(digits);
    }
}
