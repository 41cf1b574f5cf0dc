package org.menura.data;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.menura.format.Sha256;
import org.menura.format.tokenizer.Tokenizer;

/** Hashes of tokenizers, which tell them apart. */
public final class TokenizerHash {
    /** Text in which tokenizers differ that have the same vocabulary: in blanks, digits, case, accents and scripts. */
    private static final String PROBE =
            "  The Quick  brown fox's 12345.678 naïve e\u0301 ﬁ\tx=\n\n\n{y_1}; Ёлка 你好 שלום 🙂🏽 \u3000don't THE-END ";

    private TokenizerHash() {}

    /**
     * Computes the SHA-256 of a tokenizer, in lower-case hexadecimal digits: of its vocabulary, which tokens are
     * special, and the ids of a text that is hard to tokenise.
     */
    public static String of(Tokenizer tokenizer) {
        MessageDigest digest = Sha256.digest();
        for (int id = 0; id < tokenizer.size(); id++) {
            digest.update(tokenizer.token(id).getBytes(StandardCharsets.UTF_8));
            digest.update((byte) (tokenizer.isSpecial(id) ? 1 : 0));
        }
        for (int id : tokenizer.encode(PROBE, true, true)) {
            digest.update((id + " ").getBytes(StandardCharsets.US_ASCII));
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
