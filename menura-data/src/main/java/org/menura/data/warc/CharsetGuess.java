package org.menura.data.warc;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Guesses the charset of bytes that nobody declares: UTF-8 if they are valid UTF-8, else the charset under which they read
 * most like text of the languages it was made for.
 */
final class CharsetGuess {
    private static final int LOOK_AT = 1 << 16;
    private static final List<String> ASIAN =
            List.of("windows-31j", "EUC-JP", "GB18030", "Big5-HKSCS", "x-windows-949");
    private static final List<String> CYRILLIC = List.of("windows-1251", "KOI8-R", "IBM866", "ISO-8859-5");
    /** The commonest letters of Russian, Ukrainian and Bulgarian in running text. */
    private static final String COMMON_CYRILLIC = "оеаинтсрвлкмдпуяыьгз";

    private CharsetGuess() {}

    static Charset of(byte[] page) {
        int length = Math.min(page.length, LOOK_AT);
        // All its bytes are ASCII, so it would pass for UTF-8.
        if (new String(page, 0, length, StandardCharsets.ISO_8859_1).contains("\u001b$")) {
            return Charset.forName("ISO-2022-JP");
        }
        if (isUtf8(page, length, length < page.length)) {
            return StandardCharsets.UTF_8;
        }
        Charset best = Charset.forName("windows-1252");
        double most = latin(decode(page, length, best).text());
        for (String name : ASIAN) {
            Decoded d = decode(page, length, Charset.forName(name));
            double score = d.errors() * 50 > d.text().length() ? 0 : asian(d, name);
            if (score > most) {
                most = score;
                best = Charset.forName(name);
            }
        }
        for (String name : CYRILLIC) {
            double score = cyrillic(decode(page, length, Charset.forName(name)).text());
            if (score > most) {
                most = score;
                best = Charset.forName(name);
            }
        }
        return best;
    }

    private static boolean isUtf8(byte[] page, int length, boolean cut) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer out = CharBuffer.allocate(length + 1);
        CoderResult result = decoder.decode(ByteBuffer.wrap(page, 0, length), out, !cut);
        return !result.isError();
    }

    private record Decoded(String text, int errors, int beyondAscii) {}

    private static Decoded decode(byte[] page, int length, Charset charset) {
        CharsetDecoder decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        CharBuffer out = CharBuffer.allocate((int) Math.ceil(length * (double) decoder.maxCharsPerByte()) + 8);
        decoder.decode(ByteBuffer.wrap(page, 0, length), out, true);
        String text = out.flip().toString();
        int errors = (int) text.chars().filter(c -> c == 0xfffd).count();
        int beyond = (int) text.chars().filter(c -> c > 0x7f).count();
        return new Decoded(text, errors, beyond);
    }

    /** How much of the text beyond ASCII is letters among letters, as in words of Western languages. */
    private static double latin(String text) {
        int good = 0;
        int beyond = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0x7f) {
                beyond++;
                boolean afterAscii = i == 0 || text.charAt(i - 1) <= 0x7f;
                boolean beforeAscii = i + 1 == text.length() || text.charAt(i + 1) <= 0x7f;
                good += afterAscii && beforeAscii ? 1 : 0;
            }
        }
        return beyond == 0 ? 1 : 0.9 * good / beyond;
    }

    /** How much of the text beyond ASCII is what texts of the charset's language are full of. */
    private static double asian(Decoded d, String charset) {
        double kana = 0;
        double common = 0;
        double hangul = 0;
        double rare = 0;
        for (int i = 0; i < d.text().length(); i++) {
            char c = d.text().charAt(i);
            if (c <= 0x7f) {
                continue;
            }
            if (c >= 0x3041 && c <= 0x30fe) {
                kana++;
            } else if (c >= 0xac00 && c <= 0xd7a3) {
                hangul++;
            } else if (FREQUENT_HAN.indexOf(c) >= 0) {
                common++;
            } else if (c >= 0xff61 && c <= 0xff9f || c >= 0xe000 && c < 0xf900 || c == 0xfffd) {
                // Half-width kana, private use, errors: what a wrong charset makes of bytes.
                rare++;
            }
        }
        double n = Math.max(1, d.beyondAscii());
        return switch (charset) {
            case "windows-31j", "EUC-JP" -> (kana * 1.4 + common - 4 * rare) / n;
            case "x-windows-949" -> (hangul * 1.2 + common - 4 * rare) / n;
            default -> (common * 3.5 - kana - hangul - 4 * rare) / n;
        };
    }

    /** The Han characters of texts in Chinese and Japanese that are by far the most frequent, in both scripts. */
    private static final String FREQUENT_HAN = "的一是不了在人有我他这这個们中来上大为和国國地到以说時时要就出会會可也你对對生能而子那得于着下自之年过過发發后後作里用道行所然家种種"
            + "事成方多经經么去法学學如都同现現当當没動动面起看定天分还還进進好小部其些主样樣理心她本前开開但因只从從想实實日本人会年"
            + "，。、「」！？：；";

    /** How much of the text beyond ASCII is the commonest Cyrillic letters in lower case. */
    private static double cyrillic(String text) {
        int common = 0;
        int upper = 0;
        int beyond = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0x7f) {
                beyond++;
                common += COMMON_CYRILLIC.indexOf(c) >= 0 ? 1 : 0;
                // Capitals behind small letters are what KOI8-R makes of windows-1251 and the other way round.
                boolean small = i > 0 && Character.isLowerCase(text.charAt(i - 1));
                upper += small && Character.isUpperCase(c) ? 1 : 0;
            }
        }
        return beyond == 0 ? 0 : (1.15 * common - 2.0 * upper) / beyond;
    }
}
