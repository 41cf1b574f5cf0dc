package org.menura.train.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.menura.format.tokenizer.Tokenizer;

/** SHA-256 of what a run reads, in lower-case hexadecimal digits. */
public final class Sha256 {
    private static final int BUFFER = 1 << 20;

    /** Text in which tokenizers differ that have the same vocabulary: in blanks, digits, case, accents and scripts. */
    private static final String PROBE =
            "  The Quick  brown fox's 12345.678 naïve e\u0301 ﬁ\tx=\n\n\n{y_1}; Ёлка 你好 שלום 🙂🏽 \u3000don't THE-END ";

    private Sha256() {}

    /** Of a file's content. */
    public static String of(Path file) {
        MessageDigest digest = digest();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Of a text in UTF-8. */
    public static String of(String text) {
        return HexFormat.of().formatHex(digest().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Of a tokenizer: its vocabulary, which tokens are special, and what it makes of a text that is hard to cut. */
    public static String of(Tokenizer tokenizer) {
        MessageDigest digest = digest();
        for (int id = 0; id < tokenizer.size(); id++) {
            digest.update(tokenizer.token(id).getBytes(StandardCharsets.UTF_8));
            digest.update((byte) (tokenizer.isSpecial(id) ? 1 : 0));
        }
        for (int id : tokenizer.encode(PROBE, true, true)) {
            digest.update((id + " ").getBytes(StandardCharsets.US_ASCII));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
