package org.menura.search;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.menura.format.Checkpoint;
import org.menura.model.load.ModelSource;
import org.menura.tensor.Tensor;

/**
 * Tells models apart without reading all of them: a SHA-256 over the config, the names, types and shapes of tensors and
 * the first row of each.
 */
final class Fingerprint {
    private static final int MOST = 1 << 12; // numbers of a row

    private Fingerprint() {}

    static String of(ModelSource source) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java runtime has it
        }
        put(digest, source.config().toString());
        Checkpoint weights = source.weights();
        for (String name : weights.names()) {
            put(digest, "%s %s %s".formatted(name, weights.dtype(name), weights.shape(name)));
            if (weights.dtype(name).isFloat()) {
                put(digest, firstRow(weights.tensor(name)));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void put(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        digest.update(bytes);
    }

    private static void put(MessageDigest digest, float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * Math.min(values.length, MOST));
        for (int i = 0; bytes.hasRemaining(); i++) {
            bytes.putFloat(values[i]);
        }
        digest.update(bytes.flip());
    }

    private static float[] firstRow(Tensor t) {
        return t.shape().rank() < 2 || t.dim(0) < 2
                ? t.toFloats()
                : t.rows(0, 1).toFloats();
    }
}
