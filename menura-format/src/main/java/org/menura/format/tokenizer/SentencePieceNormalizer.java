package org.menura.format.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.menura.format.tokenizer.SentencePieces.Normalizer;

/**
 * Normalises texts as SentencePiece does: at each place the longest text that the compiled rules know is replaced, except
 * that pieces defined by the user stay as they are. (Hugging Face's library looks for rules of whole graphemes and of
 * single characters only.)
 */
final class SentencePieceNormalizer {
    private static final byte[] ESCAPED = "▁".getBytes(StandardCharsets.UTF_8);
    private static final byte[] PLAIN = {' '};
    private static final int LABEL = 1 << 31 | 0xFF;

    private final Normalizer rules;
    private final ByteTrie kept;
    private final byte[] blank;
    private final int[] units;
    private final byte[] replacements;
    /** The text that the last rule gave, and how many bytes it stands for. */
    private byte[] source = {};

    private int from;
    private int to;
    private int length;

    private SentencePieceNormalizer(Normalizer rules, ByteTrie kept, int[] units, byte[] replacements) {
        this.rules = rules;
        this.kept = kept;
        this.blank = rules.escapeSpaces() ? ESCAPED : PLAIN;
        this.units = units;
        this.replacements = replacements;
    }

    /**
     * Makes what normalises one text.
     *
     * @param kept texts that stay as they are
     */
    static SentencePieceNormalizer of(Normalizer rules, ByteTrie kept) {
        ByteBuffer map = ByteBuffer.wrap(rules.charsMap()).order(ByteOrder.LITTLE_ENDIAN);
        int[] units = new int[map.hasRemaining() ? map.getInt() / 4 : 0];
        for (int i = 0; i < units.length; i++) {
            units[i] = map.getInt();
        }
        byte[] replacements = new byte[map.remaining()];
        map.get(replacements);
        return new SentencePieceNormalizer(rules, kept, units, replacements);
    }

    /** Makes another of the same rules, as each normalises one text at a time. */
    SentencePieceNormalizer another() {
        return new SentencePieceNormalizer(rules, kept, units, replacements);
    }

    /** Normalises a text in UTF-8. */
    byte[] apply(byte[] text) {
        int at = 0;
        while (rules.removeExtraSpaces() && at < text.length) {
            next(text, at);
            if (to - from != 1 || source[from] != ' ') {
                break;
            }
            at += length;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length + ESCAPED.length);
        boolean any = at < text.length && rules.addSpacePrefix();
        if (any && !rules.spaceAsSuffix()) {
            out.writeBytes(blank);
        }
        boolean behindBlank = rules.removeExtraSpaces();
        while (at < text.length) {
            next(text, at);
            while (behindBlank && from < to && source[from] == ' ') {
                from++;
            }
            for (int i = from; i < to; i++) {
                if (source[i] == ' ') {
                    out.writeBytes(blank);
                } else {
                    out.write(source[i]);
                }
            }
            if (from < to) {
                behindBlank = source[to - 1] == ' ';
            }
            behindBlank &= rules.removeExtraSpaces();
            at += length;
        }
        byte[] normalized = out.toByteArray();
        if (rules.removeExtraSpaces()) {
            normalized = withoutBlanksAtEnd(normalized);
        }
        if (any && rules.spaceAsSuffix()) {
            int end = normalized.length;
            normalized = Arrays.copyOf(normalized, end + blank.length);
            System.arraycopy(blank, 0, normalized, end, blank.length);
        }
        return normalized;
    }

    private byte[] withoutBlanksAtEnd(byte[] text) {
        int end = text.length;
        while (end >= blank.length && Arrays.equals(text, end - blank.length, end, blank, 0, blank.length)) {
            end -= blank.length;
        }
        return Arrays.copyOf(text, end);
    }

    /** Looks up what stands at an offset. */
    private void next(byte[] text, int at) {
        int user = kept.longest(text, at);
        if (user >= 0) {
            keep(text, at, kept.length(user));
            return;
        }
        int found = -1;
        int node = units.length == 0 ? 0 : offset(units[0]);
        for (int i = at; i < text.length && units.length > 0; i++) {
            node ^= text[i] & 0xFF;
            int unit = units[node];
            if ((unit & LABEL) != (text[i] & 0xFF)) {
                break;
            }
            node ^= offset(unit);
            if ((unit & 1 << 8) != 0) {
                found = units[node] & Integer.MAX_VALUE;
                length = i + 1 - at;
            }
        }
        if (found < 0) {
            int end = at + 1;
            while (end < text.length && (text[end] & 0xC0) == 0x80) {
                end++;
            }
            keep(text, at, end - at);
            return;
        }
        source = replacements;
        from = found;
        to = found;
        while (to < replacements.length && replacements[to] != 0) {
            to++;
        }
    }

    private void keep(byte[] text, int at, int size) {
        source = text;
        from = at;
        to = at + size;
        length = size;
    }

    private static int offset(int unit) {
        return unit >>> 10 << ((unit & 1 << 9) >>> 6);
    }
}
