package org.menura.agent.mind;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.tokenizer.Tokenizer;

/** The tokens that a tokenizer writes texts with inside of another text. */
final class TokenPaths {
    private static final String BEFORE = "\n";

    private final Tokenizer tokenizer;
    private @Nullable Map<String, Integer> byBytes;

    TokenPaths(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /**
     * Returns the tokens of a text: those that the tokenizer writes, if they stand for these bytes alone; else the longest that fit.
     *
     * @throws MindException if the vocabulary can't write the text
     */
    int[] of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int[] own = tokenizer.encode(text, false, false);
        if (Arrays.equals(bytes(own, 0), bytes)) {
            return own;
        }
        int[] behind = tokenizer.encode(BEFORE + text, false, false);
        for (int from = 1; from < behind.length; from++) {
            if (Arrays.equals(bytes(behind, from), bytes)) {
                return Arrays.copyOfRange(behind, from, behind.length);
            }
        }
        return longest(bytes, text);
    }

    private byte[] bytes(int[] ids, int from) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = from; i < ids.length; i++) {
            out.writeBytes(tokenizer.bytes(ids[i]));
        }
        return out.toByteArray();
    }

    private synchronized int[] longest(byte[] bytes, String text) {
        Map<String, Integer> all = byBytes;
        if (all == null) {
            all = new HashMap<>();
            for (int id = 0; id < tokenizer.size(); id++) {
                if (!tokenizer.isSpecial(id)) {
                    byte[] b = tokenizer.bytes(id);
                    all.putIfAbsent(new String(b, StandardCharsets.ISO_8859_1), id);
                }
            }
            byBytes = all;
        }
        String latin = new String(bytes, StandardCharsets.ISO_8859_1);
        int[] out = new int[bytes.length];
        int count = 0;
        int at = 0;
        while (at < bytes.length) {
            Integer id = null;
            int end = Math.min(bytes.length, at + 64);
            while (end > at && id == null) {
                id = all.get(latin.substring(at, end));
                end--;
            }
            if (id == null) {
                throw new MindException("the model's vocabulary can't write '%s'".formatted(text));
            }
            out[count++] = id;
            at = end + 1;
        }
        return Arrays.copyOf(out, count);
    }
}
