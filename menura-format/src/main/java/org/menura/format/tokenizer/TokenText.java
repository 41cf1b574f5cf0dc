package org.menura.format.tokenizer;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Readable text of tokens: the text that they stand for, not as the vocabulary writes it. */
public final class TokenText {
    private TokenText() {}

    /**
     * Returns a token's text; of a special token, or one without bytes, its name; of a part of a character, its bytes as in
     * {@code \xE2}.
     */
    public static String of(Tokenizer tokenizer, int id) {
        byte[] bytes = tokenizer.bytes(id);
        if (bytes.length == 0) {
            return id < tokenizer.size() ? tokenizer.token(id) : "";
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException _) {
            StringBuilder out = new StringBuilder();
            for (byte b : bytes) {
                out.append(b >= ' ' ? String.valueOf((char) b) : "\\x%02X".formatted(b & 0xff));
            }
            return out.toString();
        }
    }

    /**
     * Returns a token's text in quotation marks, line ends and other control characters escaped, so that blanks show.
     */
    public static String quoted(Tokenizer tokenizer, int id) {
        StringBuilder out = new StringBuilder("\"");
        of(tokenizer, id).codePoints().forEach(c -> {
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '"' -> out.append("\\\"");
                default -> {
                    if (Character.isISOControl(c)) {
                        out.append("\\u%04X".formatted(c));
                    } else {
                        out.appendCodePoint(c);
                    }
                }
            }
        });
        return out.append('"').toString();
    }
}
