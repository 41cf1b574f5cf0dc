package org.menura.data.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The property Word_Break of Unicode 16. */
final class WordBreak {
    static final byte OTHER = 0;
    static final byte CR = 1;
    static final byte LF = 2;
    static final byte NEWLINE = 3;
    static final byte EXTEND = 4;
    static final byte ZWJ = 5;
    static final byte FORMAT = 6;
    static final byte REGIONAL_INDICATOR = 7;
    static final byte KATAKANA = 8;
    static final byte HEBREW_LETTER = 9;
    static final byte A_LETTER = 10;
    static final byte SINGLE_QUOTE = 11;
    static final byte DOUBLE_QUOTE = 12;
    static final byte MID_NUM_LET = 13;
    static final byte MID_LETTER = 14;
    static final byte MID_NUM = 15;
    static final byte NUMERIC = 16;
    static final byte EXTEND_NUM_LET = 17;
    static final byte W_SEG_SPACE = 18;

    private static final List<String> NAMES = List.of(
            "Other",
            "CR",
            "LF",
            "Newline",
            "Extend",
            "ZWJ",
            "Format",
            "Regional_Indicator",
            "Katakana",
            "Hebrew_Letter",
            "ALetter",
            "Single_Quote",
            "Double_Quote",
            "MidNumLet",
            "MidLetter",
            "MidNum",
            "Numeric",
            "ExtendNumLet",
            "WSegSpace");

    /** Values of the planes that have words. */
    private static final byte[] LOW = new byte[0x20000];
    /** Values of the plane of tags and variation selectors; all others are Other. */
    private static final int HIGH_START = 0xE0000;

    private static final byte[] HIGH = new byte[0x1000];

    static {
        try (InputStream in = WordBreak.class.getResourceAsStream("word-break.txt")) {
            if (in == null) {
                throw new IllegalStateException("word-break.txt is missing");
            }
            new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(WordBreak::fill);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private WordBreak() {}

    private static void fill(String line) {
        String[] fields = line.split(" ");
        byte value = (byte) NAMES.indexOf(fields[0]);
        for (int i = 1; i < fields.length; i++) {
            String[] range = fields[i].split("-");
            int from = Integer.parseInt(range[0], 16);
            int to = Integer.parseInt(range[range.length - 1], 16);
            boolean high = from >= HIGH_START;
            int offset = high ? HIGH_START : 0;
            Arrays.fill(high ? HIGH : LOW, from - offset, to + 1 - offset, value);
        }
    }

    static byte of(int point) {
        if (point < LOW.length) {
            return LOW[point];
        }
        int high = point - HIGH_START;
        return high >= 0 && high < HIGH.length ? HIGH[high] : OTHER;
    }

    static boolean isSkipped(byte value) {
        return value >= EXTEND && value <= FORMAT;
    }

    static boolean isLineEnd(byte value) {
        return value >= CR && value <= NEWLINE;
    }

    static boolean isLetter(byte value) {
        return value == A_LETTER || value == HEBREW_LETTER;
    }

    /** Whether it joins letters: MidLetter, MidNumLet, Single_Quote. */
    static boolean joinsLetters(byte value) {
        return value == MID_LETTER || value == MID_NUM_LET || value == SINGLE_QUOTE;
    }

    /** Whether it joins digits: MidNum, MidNumLet, Single_Quote. */
    static boolean joinsDigits(byte value) {
        return value == MID_NUM || value == MID_NUM_LET || value == SINGLE_QUOTE;
    }
}
