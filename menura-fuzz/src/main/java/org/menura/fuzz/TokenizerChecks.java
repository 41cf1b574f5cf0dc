package org.menura.fuzz;

import java.util.List;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.StreamDecoder;
import org.menura.format.tokenizer.Tokenizer;

/** What must hold for every tokenizer that loads. */
final class TokenizerChecks {
    private static final List<String> TEXTS = List.of(
            "",
            "a",
            " Hello  world\n\n\t 3.14 it's\r\n",
            "<s>ab</s><0x41>▁\u0000\uFFFD",
            "\u00e9e\u0301 \u4f60\u597d \uD83E\uDD99\u200d\uD83D\uDE00 \uD800",
            " ".repeat(64) + "a".repeat(64) + "\n".repeat(64));

    private TokenizerChecks() {}

    /** Ids lie in the vocabulary, and what streams is what decodes. */
    static void check(Tokenizer tokenizer) {
        for (String text : TEXTS) {
            try {
                checkIds(tokenizer, tokenizer.encode(text, true, true));
                checkIds(tokenizer, tokenizer.encode(text, false, false));
                checkIds(tokenizer, tokenizer.encodePair(text, "b", true).ids());
            } catch (FormatException refused) {
                FuzzInputs.check(refused);
            }
        }
        int[] ids = new int[Math.min(tokenizer.size(), 500) + 2];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = i - 1;
        }
        checkStream(tokenizer, ids);
    }

    private static void checkIds(Tokenizer tokenizer, int[] ids) {
        for (int id : ids) {
            if (id < 0 || id >= tokenizer.size()) {
                throw new AssertionError("the id " + id);
            }
        }
        checkStream(tokenizer, ids);
    }

    private static void checkStream(Tokenizer tokenizer, int[] ids) {
        StreamDecoder stream = tokenizer.stream();
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
            String piece = stream.add(id);
            if (!piece.isEmpty() && Character.isHighSurrogate(piece.charAt(piece.length() - 1))) {
                throw new AssertionError("half a character after the id " + id);
            }
            text.append(piece);
        }
        text.append(stream.flush());
        if (!text.toString().equals(tokenizer.decode(ids, true))) {
            throw new AssertionError("the stream differs from the whole");
        }
    }
}
