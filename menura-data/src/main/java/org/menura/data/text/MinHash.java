package org.menura.data.text;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.menura.format.python.NumpyRandom;
import org.menura.tensor.cpu.simd.VectorApi;

/**
 * Computes MinHash signatures (Broder, On the resemblance and containment of documents, 1997) with datatrove's family of
 * hashes: {@code (shingle · a + b) mod (2⁶¹ − 1)}, where the product and the sum wrap at 64 bits first; with 32-bit
 * shingles the lower 32 bits of that. Instances are shared by threads.
 */
public final class MinHash {
    static final long PRIME = (1L << 61) - 1;

    /** Pairs of the longest vectors there are. */
    private static final int STEP = 16;

    private static final boolean VECTORS = VectorApi.isThere();

    private final MinHashSettings settings;
    /** Multipliers and increments, padded to whole pairs of vectors. */
    private final long[] multipliers;

    private final long[] increments;
    private final long mask;

    /** Draws the multipliers and increments of the settings' seed. */
    public MinHash(MinHashSettings settings) {
        this.settings = settings;
        int hashes = settings.hashes();
        int padded = (hashes + STEP - 1) / STEP * STEP;
        multipliers = new long[padded];
        increments = new long[padded];
        NumpyRandom random = new NumpyRandom(settings.seed());
        for (int i = 0; i < hashes; i++) {
            multipliers[i] = random.randint(1, PRIME);
        }
        for (int i = 0; i < hashes; i++) {
            increments[i] = random.randint(0, PRIME);
        }
        mask = settings.hash().bits() == 32 ? 0xFFFF_FFFFL : -1L;
    }

    /** Returns what the signatures depend on. */
    public MinHashSettings settings() {
        return settings;
    }

    /** Returns the multipliers, one a hash. */
    public long[] multipliers() {
        return Arrays.copyOf(multipliers, settings.hashes());
    }

    /** Returns the increments, one a hash. */
    public long[] increments() {
        return Arrays.copyOf(increments, settings.hashes());
    }

    /** Computes the signature of a text's words; null if there are fewer words than a shingle has. */
    public long @Nullable [] signature(WordBytes words) {
        long[] shingles = words.hashes(settings.nGram(), settings.hash());
        return shingles.length == 0 ? null : signature(shingles, shingles.length);
    }

    /**
     * Computes the signature of the first {@code count} shingles, at least one.
     *
     * @return {@code bands · rows} hashes, band by band
     */
    public long[] signature(long[] shingles, int count) {
        if (count < 1 || count > shingles.length) {
            throw new IllegalArgumentException("a signature takes at least one shingle");
        }
        long[] least = VECTORS
                ? MinHashVectors.least(multipliers, increments, mask, shingles, count)
                : least(multipliers, increments, mask, shingles, count);
        return Arrays.copyOf(least, settings.hashes());
    }

    /** Computes each hash's least value in plain Java, for a JVM without the Vector API. */
    static long[] least(long[] multipliers, long[] increments, long mask, long[] shingles, int count) {
        long[] least = new long[multipliers.length];
        Arrays.fill(least, Long.MAX_VALUE);
        for (int i = 0; i < count; i++) {
            for (int h = 0; h < least.length; h++) {
                long value = shingles[i] * multipliers[h] + increments[h];
                long folded = (value & PRIME) + (value >>> 61);
                least[h] = Math.min(least[h], (folded >= PRIME ? folded - PRIME : folded) & mask);
            }
        }
        return least;
    }

    /** Returns one hash of a band's rows, as the key of the band in an index. */
    public long bandKey(long[] signature, int band) {
        byte[] bytes = new byte[settings.rows() * 8];
        for (int row = 0; row < settings.rows(); row++) {
            long value = signature[band * settings.rows() + row];
            for (int i = 0; i < 8; i++) {
                bytes[row * 8 + i] = (byte) (value >>> 8 * i);
            }
        }
        return XxHash.hash64(bytes, 0, bytes.length, band);
    }
}
