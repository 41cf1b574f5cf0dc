package org.menura.format.tokenizer;

/** UTF-8 in arrays of bytes (RFC 3629). */
final class Utf8 {
    private Utf8() {}

    /** Returns the length of the character that begins with this byte, in well-formed text. */
    static int length(byte first) {
        return first >= 0 ? 1 : (first & 0xE0) == 0xC0 ? 2 : (first & 0xF0) == 0xE0 ? 3 : 4;
    }

    /** Checks that no sequence is cut short, overlong, half of a surrogate pair or beyond U+10FFFF. */
    static boolean isWellFormed(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            int b = bytes[i];
            if (b >= 0) {
                i++;
                continue;
            }
            int lead = b & 0xFF;
            int length = length((byte) b);
            if (lead < 0xC2 || lead > 0xF4 || i + length > to) {
                return false;
            }
            int second = bytes[i + 1] & 0xFF;
            int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
            int most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
            if (second < least || second > most) {
                return false;
            }
            for (int k = 2; k < length; k++) {
                if ((bytes[i + k] & 0xC0) != 0x80) {
                    return false;
                }
            }
            i += length;
        }
        return true;
    }
}
