package org.menura.generate.watermark;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.menura.format.python.NumpyGenerator;
import org.menura.generate.sample.Candidates;
import org.menura.generate.sample.SamplingStage;
import org.menura.generate.sample.Watermark;

/**
 * Adds a bias to the logits of a green list that is the same everywhere, which survives edits better than others (Zhao et
 * al., "Provable Robust Watermarking for AI-Generated Text", arXiv 2306.17439). The list is drawn as the authors' code does:
 * numpy's {@code default_rng}, seeded by the first four bytes of the key's SHA-256, shuffles a mask.
 *
 * @param fraction share of the vocabulary that is green, between 0 and 1
 * @param strength added to green logits
 * @param key the key
 */
public record UnigramWatermark(double fraction, double strength, long key) implements Watermark {
    private record Key(long key, int vocabulary, int green) {}

    private static final LastMade<Key, boolean[]> MASKS = new LastMade<>(UnigramWatermark::shuffled);

    /** Checks the parameters. */
    public UnigramWatermark {
        if (!(fraction > 0 && fraction < 1)) {
            throw new IllegalArgumentException(
                    "fraction must be between 0 and 1, both excluded, but it is " + fraction);
        }
        if (!Float.isFinite((float) strength)) {
            throw new IllegalArgumentException("strength must be a finite number, but it is " + strength);
        }
    }

    @Override
    public SamplingStage stage() {
        return (candidates, _) -> bias(candidates);
    }

    private void bias(Candidates candidates) {
        boolean[] green = mask(candidates.vocabulary());
        for (int i = 0; i < candidates.size(); i++) {
            if (green[candidates.id(i)]) {
                candidates.setLogit(i, candidates.logit(i) + (float) strength);
            }
        }
    }

    /** Returns for each token of a vocabulary whether it is green. */
    public boolean[] green(int vocabulary) {
        return mask(vocabulary).clone();
    }

    private boolean[] mask(int vocabulary) {
        return MASKS.of(new Key(key, vocabulary, (int) (fraction * vocabulary)));
    }

    private static boolean[] shuffled(Key key) {
        boolean[] mask = new boolean[key.vocabulary];
        Arrays.fill(mask, 0, key.green, true);
        new NumpyGenerator(seed(key.key)).shuffle(mask);
        return mask;
    }

    private static long seed(long key) {
        byte[] bytes = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(key)
                .array();
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return Integer.toUnsignedLong(
                    ByteBuffer.wrap(hash).order(ByteOrder.LITTLE_ENDIAN).getInt());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java runtime has no SHA-256", e);
        }
    }
}
