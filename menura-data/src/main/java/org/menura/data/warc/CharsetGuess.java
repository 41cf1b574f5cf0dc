package org.menura.data.warc;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Guesses the charset of bytes that nobody declares: UTF-8 if they are valid UTF-8, else the charset under which they read
 * most like text of the languages it was made for.
 */
final class CharsetGuess {
    private static final int LOOK_AT = 1 << 16;
    private static final List<String> ASIAN =
            List.of("windows-31j", "EUC-JP", "GB18030", "Big5-HKSCS", "x-windows-949");
    /** Letters of scripts of one byte a letter, the commonest in running text first, and the charsets for them. */
    private static final List<Script> SCRIPTS = List.of(
            new Script("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэф", List.of("windows-1251", "KOI8-R", "IBM866", "ISO-8859-5")),
            new Script("ατοιενσηυρπκςμίλάόέήδγωθχύώφβξζ", List.of("windows-1253")),
            new Script("יוהלארתבמשנםעכחדקפןזסטגצךץ", List.of("windows-1255")),
            new Script("اليمنورتبعدهةسفقأكحجشطخصىذض", List.of("windows-1256")),
            new Script("านรอก่เงมัย้ลวดทสิีตหบปคแะ์จพไขชโใ", List.of("windows-874")));

    /** Letters of Polish and its neighbours that windows-1252 shows as signs, in the middle of words. */
    private static final String CENTRAL = "ąłżľĺşńŁŻĄ";

    private record Script(String letters, List<String> charsets) {}

    private static final Pattern SIGNS = Pattern.compile("\\p{L}(?:[±¶]\\p{L}|±[\\s.,<])");

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
        for (Script script : SCRIPTS) {
            for (String name : script.charsets()) {
                double score =
                        common(decode(page, length, Charset.forName(name)).text(), script.letters());
                if (score > most) {
                    most = score;
                    best = Charset.forName(name);
                }
            }
        }
        return best.name().equals("windows-1252") ? western(page, length, best) : best;
    }

    /** Windows-1250 if windows-1252 has signs within words where that has letters, as in Polish. */
    private static Charset western(byte[] page, int length, Charset usual) {
        Charset central = Charset.forName("windows-1250");
        String text = decode(page, length, central).text();
        String other = decode(page, length, usual).text();
        int letters = 0;
        int signs = 0;
        for (int i = 1; i < Math.min(text.length(), other.length()); i++) {
            char c = text.charAt(i);
            if (c > 0x7f && c != other.charAt(i)) {
                letters++;
                boolean within = Character.isLetter(other.charAt(i - 1)) && !Character.isLetter(other.charAt(i));
                signs += within && CENTRAL.indexOf(c) >= 0 ? 1 : 0;
            }
        }
        if (signs == 0 || signs * 6 < letters) {
            return usual;
        }
        // Where ISO-8859-2 has its letters for a and s with marks, windows-1250 has signs too.
        return SIGNS.matcher(text).find() ? Charset.forName("ISO-8859-2") : central;
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

    /**
     * How much the letters of a text beyond ASCII are distributed as those of a script: the cosine of their counts with
     * frequencies that fall as the inverse of the rank, for the part that can be letters of the script at all.
     */
    private static double common(String text, String letters) {
        int[] counts = new int[letters.length()];
        int upper = 0;
        int beyond = 0;
        int found = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= 0x7f) {
                continue;
            }
            beyond++;
            // Letters of these scripts stand beside each other, not among Latin ones.
            boolean alone =
                    i > 0 && isLatin(text.charAt(i - 1)) || i + 1 < text.length() && isLatin(text.charAt(i + 1));
            int rank = alone ? -1 : letters.indexOf(Character.toLowerCase(c));
            if (rank >= 0) {
                counts[rank]++;
                found++;
            }
            // Capitals behind small letters are what KOI8-R makes of windows-1251 and the other way round.
            upper += i > 0 && Character.isLowerCase(text.charAt(i - 1)) && Character.isUpperCase(c) ? 1 : 0;
        }
        double product = 0;
        double ours = 0;
        double theirs = 0;
        for (int rank = 0; rank < counts.length; rank++) {
            double expected = 1.0 / (rank + 5);
            product += counts[rank] * expected;
            ours += (double) counts[rank] * counts[rank];
            theirs += expected * expected;
        }
        return found == 0 ? 0 : product / Math.sqrt(ours * theirs) * (found - 2.0 * upper) / beyond;
    }

    private static boolean isLatin(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }
}
