package org.menura.generate.batch;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.menura.generate.session.Prompt;
import org.menura.model.InputEmbeds;

/**
 * The symbols of a prompt: one number per position, equal where prompts hold the same. A token is its id; a row of a
 * picture or a sound is a negative number from the SHA-256 of its embedding.
 */
final class PromptSymbols {
    private PromptSymbols() {}

    static long[] of(Prompt prompt) {
        int[] ids = prompt.ids();
        long[] symbols = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            symbols[i] = ids[i];
        }
        for (InputEmbeds embeds : prompt.embeds()) {
            addRows(embeds, symbols);
        }
        if (prompt.bidirectional() && symbols.length > 0) {
            // Its rows see those behind them, so a prompt that goes on differently begins differently.
            MessageDigest all = sha256();
            ByteBuffer bytes = ByteBuffer.allocate(symbols.length * Long.BYTES);
            bytes.asLongBuffer().put(symbols);
            symbols[0] = ByteBuffer.wrap(all.digest(bytes.array())).getLong() | Long.MIN_VALUE;
        }
        return symbols;
    }

    private static void addRows(InputEmbeds embeds, long[] symbols) {
        MessageDigest digest = sha256();
        float[] floats = embeds.rows().toFloats();
        int width = embeds.rows().dim(1);
        ByteBuffer bytes = ByteBuffer.allocate(width * Float.BYTES);
        for (int row = 0; row < embeds.at().length; row++) {
            bytes.asFloatBuffer().put(floats, row * width, width);
            symbols[embeds.at()[row]] =
                    ByteBuffer.wrap(digest.digest(bytes.array())).getLong() | Long.MIN_VALUE;
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
