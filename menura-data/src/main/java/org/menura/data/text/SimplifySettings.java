package org.menura.data.text;

/**
 * What {@link Simplifier} does with a text. The defaults are datatrove's.
 *
 * @param lowercase turns it to small letters
 * @param whitespace turns runs of whitespace to one space and strips the ends
 * @param punctuation turns punctuation and control characters to spaces
 * @param diacritics decomposes canonically and removes the marks
 * @param numbers turns numbers, with one decimal separator, to 0
 * @param weekdays turns English days of the week to WEEKDAY
 * @param months turns English months to MONTH
 */
public record SimplifySettings(
        boolean lowercase,
        boolean whitespace,
        boolean punctuation,
        boolean diacritics,
        boolean numbers,
        boolean weekdays,
        boolean months) {
    /** datatrove's defaults: all but weekdays and months. */
    public static final SimplifySettings DEFAULT = new SimplifySettings(true, true, true, true, true, false, false);
}
