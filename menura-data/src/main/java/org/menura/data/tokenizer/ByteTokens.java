package org.menura.data.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The two ways to spell bytes as tokens: GPT-2's alphabet and SentencePiece's {@code <0x0A>}. */
final class ByteTokens {
    private static final Pattern BYTE = Pattern.compile("<0x[0-9A-Fa-f]{2}>");
    private static final char[] ALPHABET = alphabet();

    private ByteTokens() {}

    /** Visible Latin-1 characters stand for themselves, the 68 other bytes for U+0100 onwards (Radford et al. 2019). */
    private static char[] alphabet() {
        char[] characters = new char[256];
        char next = 0x100;
        for (int b = 0; b < 256; b++) {
            boolean visible = (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
            characters[b] = visible ? (char) b : next++;
        }
        return characters;
    }

    /** GPT-2's alphabet in the order of its characters, which is the order of ids in published vocabularies. */
    static List<String> byteLevel() {
        return IntStream.range(0, 256)
                .map(b -> ALPHABET[b])
                .sorted()
                .mapToObj(c -> String.valueOf((char) c))
                .toList();
    }

    /** A text in GPT-2's alphabet. */
    static String spell(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        StringBuilder spelled = new StringBuilder(bytes.length);
        for (byte b : bytes) {
            spelled.append(ALPHABET[b & 0xFF]);
        }
        return spelled.toString();
    }

    /** {@code <0x00>} to {@code <0xFF>}. */
    static List<String> fallback() {
        List<String> tokens = new ArrayList<>(256);
        for (int b = 0; b < 256; b++) {
            tokens.add(String.format(Locale.ROOT, "<0x%02X>", b));
        }
        return tokens;
    }

    static boolean isByte(String token) {
        return BYTE.matcher(token).matches();
    }
}
