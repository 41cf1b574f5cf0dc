package org.menura.data.text;

import java.util.Arrays;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;
import org.menura.format.python.NumpyRandom;

/**
 * Computes MinHash signatures (Broder, On the resemblance and containment of documents, 1997) with datatrove's family of
 * hashes: {@code (shingle · a + b) mod (2⁶¹ − 1)}, where the product and the sum wrap at 64 bits first; with 32-bit
 * shingles the lower 32 bits of that. Instances are shared by threads.
 */
public final class MinHash {
    private static final VectorSpecies<Long> LANES = LongVector.SPECIES_PREFERRED;
    private static final long PRIME = (1L << 61) - 1;

    private final MinHashSettings settings;
    /** Multipliers and increments, padded to whole pairs of vectors. */
    private final long[] multipliers;

    private final long[] increments;
    private final long mask;

    /** Draws the multipliers and increments of the settings' seed. */
    public MinHash(MinHashSettings settings) {
        this.settings = settings;
        int hashes = settings.hashes();
        int step = 2 * LANES.length();
        int padded = (hashes + step - 1) / step * step;
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
        int step = LANES.length();
        long[] least = new long[multipliers.length];
        for (int h = 0; h < least.length; h += 2 * step) {
            LongVector a0 = LongVector.fromArray(LANES, multipliers, h);
            LongVector a1 = LongVector.fromArray(LANES, multipliers, h + step);
            LongVector b0 = LongVector.fromArray(LANES, increments, h);
            LongVector b1 = LongVector.fromArray(LANES, increments, h + step);
            LongVector least0 = LongVector.broadcast(LANES, Long.MAX_VALUE);
            LongVector least1 = least0;
            for (int i = 0; i < count; i++) {
                LongVector shingle = LongVector.broadcast(LANES, shingles[i]);
                least0 = least0.min(residue(shingle.mul(a0).add(b0)));
                least1 = least1.min(residue(shingle.mul(a1).add(b1)));
            }
            least0.intoArray(least, h);
            least1.intoArray(least, h + step);
        }
        return Arrays.copyOf(least, settings.hashes());
    }

    /** Unsigned values modulo 2⁶¹ − 1: the upper three bits are added to the lower 61, and the prime taken off once. */
    private LongVector residue(LongVector values) {
        LongVector folded = values.and(PRIME).add(values.lanewise(VectorOperators.LSHR, 61));
        LongVector less = folded.sub(PRIME);
        return less.add(less.lanewise(VectorOperators.ASHR, 63).and(PRIME)).and(mask);
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
