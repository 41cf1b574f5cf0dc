package org.menura.format.tokenizer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.menura.format.FormatException;

/**
 * SentencePiece's compiled normalisation rules: the length in bytes of a double-array trie (little-endian, 32 bits), its
 * units of 32 bits, and the replacement texts, each ended by a zero byte. A unit has its label in bits 0–7, whether a
 * value follows in bit 8, whether its offset counts in 256s in bit 9, and its offset in bits 10–30; bit 31 marks a
 * value, which is the position of a replacement text.
 */
final class CharsMap {
    private CharsMap() {}

    /**
     * Checks that no text can lead outside the trie or the replacements; the native library ends the process there.
     *
     * @throws FormatException if one can
     */
    static void check(byte[] map) {
        ByteBuffer bytes = ByteBuffer.wrap(map).order(ByteOrder.LITTLE_ENDIAN);
        if (map.length < 4) {
            throw damaged("it has only " + map.length + " bytes");
        }
        long trieBytes = Integer.toUnsignedLong(bytes.getInt());
        if (trieBytes % 4 != 0 || trieBytes == 0 || trieBytes > bytes.remaining()) {
            throw damaged("its trie of " + trieBytes + " bytes does not fit into " + bytes.remaining());
        }
        int units = (int) (trieBytes / 4);
        byte[] replacements = new byte[bytes.remaining() - (int) trieBytes];
        bytes.get(4 + (int) trieBytes, replacements);
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(replacements));
        } catch (CharacterCodingException e) {
            throw damaged("its replacement texts are not UTF-8");
        }
        for (int i = 0; i < units; i++) {
            int unit = bytes.getInt(4 + 4 * i);
            boolean reachable = i == 0 || (unit >= 0 && (unit & 0xFF) != 0);
            if (!reachable) {
                continue;
            }
            int children = i ^ ((unit >>> 10) << ((unit & (1 << 9)) >>> 6));
            if (children < 0 || (children | 0xFF) >= units) {
                throw damaged("its trie unit " + i + " leads outside the trie");
            }
            if ((unit & (1 << 8)) != 0) {
                int value = bytes.getInt(4 + 4 * children) & 0x7FFF_FFFF;
                if (value > replacements.length || (value < replacements.length && continues(replacements[value]))) {
                    throw damaged("its trie unit " + i + " leads outside the replacement texts");
                }
            }
        }
    }

    private static boolean continues(byte b) {
        return (b & 0xC0) == 0x80;
    }

    private static FormatException damaged(String how) {
        return new FormatException("The normalisation rules (precompiled_charsmap) are damaged: " + how + ".");
    }
}
