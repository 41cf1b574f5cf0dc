package org.menura.data.text;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Simplifies texts, so that those that differ in case, numbers, punctuation, whitespace and diacritics become equal, as
 * datatrove's {@code simplify_text} does before it looks for near-duplicates.
 */
public final class Simplifier {
    private static final Pattern WEEKDAYS = Pattern.compile("monday|tuesday|wednesday|thursday|friday|saturday|sunday");
    private static final Pattern MONTHS =
            Pattern.compile("january|february|march|april|may|june|july|august|september|october|november|december");

    private final SimplifySettings settings;

    /** Creates a simplifier. */
    public Simplifier(SimplifySettings settings) {
        this.settings = settings;
    }

    /** Simplifies a text. */
    public String simplify(String text) {
        String small = settings.lowercase() ? Characters.lower(text) : text;
        int[] points = Characters.points(small);
        int length = settings.numbers() ? numbers(points) : points.length;
        if (settings.weekdays() || settings.months()) {
            String named = new String(points, 0, length);
            named = settings.weekdays() ? WEEKDAYS.matcher(named).replaceAll("WEEKDAY") : named;
            named = settings.months() ? MONTHS.matcher(named).replaceAll("MONTH") : named;
            points = Characters.points(named);
            length = points.length;
        }
        if (settings.punctuation()) {
            for (int i = 0; i < length; i++) {
                points[i] = PointSet.SPACED.contains(points[i]) ? ' ' : points[i];
            }
        }
        length = settings.whitespace() ? squeeze(points, length) : length;
        if (settings.diacritics() && !isAscii(points, length)) {
            points = Characters.points(Normalizer.normalize(new String(points, 0, length), Normalizer.Form.NFD));
            length = 0;
            for (int point : points) {
                if (Character.getType(point) != Character.NON_SPACING_MARK) {
                    points[length++] = point;
                }
            }
        }
        int end = Splits.stripEnd(points, 0, length);
        int start = Splits.stripStart(points, 0, end);
        return new String(points, start, end - start);
    }

    /** Simplifies a text and appends its words by UAX #29, which are what shingles are made of. */
    public void words(String text, WordBytes out) {
        int[] points = Characters.points(simplify(text));
        Slices words = UnicodeWords.words(points, 0, points.length);
        for (int w = 0; w < words.size(); w++) {
            out.add(points, words.start(w), words.end(w));
        }
    }

    /** Puts 0 for each number, with one separator and more digits behind it. Returns the new length. */
    private static int numbers(int[] points) {
        int length = 0;
        for (int i = 0; i < points.length; ) {
            if (!Characters.isDigit(points[i])) {
                points[length++] = points[i++];
                continue;
            }
            i = digits(points, i);
            if (i + 1 < points.length && separates(points[i]) && Characters.isDigit(points[i + 1])) {
                i = digits(points, i + 1);
            }
            points[length++] = '0';
        }
        return length;
    }

    private static int digits(int[] points, int from) {
        int i = from;
        while (i < points.length && Characters.isDigit(points[i])) {
            i++;
        }
        return i;
    }

    private static boolean separates(int c) {
        return c == '.' || c == ',' || c == 0x060C || c == 0x066B || c >= 0x2396 && c <= 0x2398;
    }

    private static int squeeze(int[] points, int to) {
        int length = 0;
        for (int i = 0; i < to; i++) {
            if (!Characters.isSpace(points[i])) {
                points[length++] = points[i];
            } else if (length > 0 && points[length - 1] != ' ') {
                points[length++] = ' ';
            }
        }
        return length > 0 && points[length - 1] == ' ' ? length - 1 : length;
    }

    private static boolean isAscii(int[] points, int length) {
        return Arrays.stream(points, 0, length).allMatch(point -> point < 0x80);
    }
}
