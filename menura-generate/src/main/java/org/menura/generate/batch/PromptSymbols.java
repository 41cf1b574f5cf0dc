package org.menura.generate.batch;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.menura.generate.session.Prompt;
import org.menura.model.InputEmbeds;
import org.menura.tensor.Tensor;

/**
 * The symbols of a prompt: one number per position, equal where prompts hold the same. A token is its id; a row of a
 * picture or a sound is a negative number from the SHA-256 of all rows that it came with, and its place among them.
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
            byte[] whole = digest(embeds.rows());
            MessageDigest each = sha256();
            for (int row = 0; row < embeds.at().length; row++) {
                each.update(whole);
                byte[] place = each.digest(ByteBuffer.allocate(Integer.BYTES).putInt(row).array());
                symbols[embeds.at()[row]] = ByteBuffer.wrap(place).getLong() | Long.MIN_VALUE;
            }
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

    private static byte[] digest(Tensor rows) {
        MessageDigest digest = sha256();
        float[] floats = rows.toFloats();
        ByteBuffer bytes = ByteBuffer.allocate(1 << 14);
        for (int from = 0; from < floats.length; from += bytes.capacity() / Float.BYTES) {
            int count = Math.min(bytes.capacity() / Float.BYTES, floats.length - from);
            bytes.clear();
            bytes.asFloatBuffer().put(floats, from, count);
            digest.update(bytes.array(), 0, count * Float.BYTES);
        }
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(rows.dim(0)).array());
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
