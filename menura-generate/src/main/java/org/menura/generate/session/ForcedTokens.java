package org.menura.generate.session;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.constrain.Constraint;

/**
 * The tokens that a constraint leaves no choice about: its forced bytes as the tokenizer writes them. They need no sampling
 * and pass through the model together (as llguidance's fast-forward tokens).
 */
final class ForcedTokens {
    /** Bytes below which there is nothing to gain. */
    private static final int FEWEST = 4;

    private static final int[] NONE = {};

    private ForcedTokens() {}

    /**
     * Returns the tokens that come next, but for the last one, which may become one token with what follows.
     *
     * @return none where the tokenizer does not write just these bytes
     */
    static int[] of(Constraint constraint, Tokenizer tokenizer) {
        byte[] forced = constraint.forced();
        int length = whole(forced);
        if (length < FEWEST) {
            return NONE;
        }
        int[] ids = tokenizer.encode(new String(forced, 0, length, StandardCharsets.UTF_8), false, false);
        int at = 0;
        for (int id : ids) {
            byte[] bytes = tokenizer.bytes(id);
            if (bytes.length == 0
                    || at + bytes.length > length
                    || !Arrays.equals(bytes, 0, bytes.length, forced, at, at + bytes.length)) {
                return NONE;
            }
            at += bytes.length;
        }
        return at < length || ids.length < 2 ? NONE : Arrays.copyOf(ids, ids.length - 1);
    }

    /** How many bytes are whole characters. */
    private static int whole(byte[] utf8) {
        int lead = utf8.length - 1;
        while (lead >= 0 && (utf8[lead] & 0xC0) == 0x80) {
            lead--;
        }
        if (lead < 0) {
            return 0;
        }
        int b = utf8[lead] & 0xFF;
        int size = b < 0x80 ? 1 : b >= 0xF0 ? 4 : b >= 0xE0 ? 3 : 2;
        return lead + size <= utf8.length ? utf8.length : lead;
    }
}
