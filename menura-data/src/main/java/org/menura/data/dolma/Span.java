package org.menura.data.dolma;

/**
 * A scored part of a text.
 *
 * @param start first Unicode code point, counted from 0: not a UTF-16 unit, as {@link String#charAt} counts
 * @param end the code point behind the last one
 * @param score what a tagger says of it; files hold it rounded to five digits
 */
public record Span(int start, int end, double score) {
    private static final double DIGITS = 1e5;

    /** Creates a span over a whole text. */
    public static Span of(String text, double score) {
        return new Span(0, text.codePointCount(0, text.length()), score);
    }

    /** Returns the span with the score as files hold it: rounded to five digits, halves to even as Python's round. */
    public Span rounded() {
        return new Span(start, end, round(score));
    }

    /** Rounds to five digits as Python's {@code round(x, 5)} does: correctly, of the exact binary value. */
    public static double round(double value) {
        if (!Double.isFinite(value) || Math.abs(value) >= 1L << 52) {
            return value;
        }
        double scaled = value * DIGITS;
        if (scaled == Math.rint(scaled) && Math.abs(scaled) < 1L << 52 && scaled / DIGITS == value) {
            return value;
        }
        return new java.math.BigDecimal(value)
                .setScale(5, java.math.RoundingMode.HALF_EVEN)
                .doubleValue();
    }
}
