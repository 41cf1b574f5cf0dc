package org.menura.data.text;

import org.menura.format.FormatException;

/**
 * What a MinHash signature depends on. The defaults are datatrove's.
 *
 * @param nGram words of a shingle
 * @param bands bands of the locality-sensitive index (datatrove's buckets)
 * @param rows hashes of a band
 * @param seed of the multipliers and increments, as numpy's {@code RandomState} draws them; 0 to 2³² − 1
 * @param hash of shingles
 */
public record MinHashSettings(int nGram, int bands, int rows, long seed, ShingleHash hash) {
    /** datatrove's defaults: 5-grams of words, 14 bands of 8 rows, seed 1, xxHash at 64 bits. */
    public static final MinHashSettings DEFAULT = new MinHashSettings(5, 14, 8, 1, ShingleHash.XXHASH_64);

    /** Refuses settings out of range. */
    public MinHashSettings {
        if (nGram < 1 || bands < 1 || rows < 1 || (long) bands * rows > 65_536) {
            throw new FormatException("MinHash takes at least one word a shingle, one band and one row, and at most"
                    + " 65536 hashes in all; given: %d words, %d bands, %d rows".formatted(nGram, bands, rows));
        }
        if (seed < 0 || seed > 0xFFFF_FFFFL) {
            throw new FormatException("the seed of MinHash is from 0 to 4294967295; given: " + seed);
        }
    }

    /** Returns how many hashes a signature has. */
    public int hashes() {
        return bands * rows;
    }

    /** Returns the same settings with another hash of shingles. */
    public MinHashSettings with(ShingleHash other) {
        return new MinHashSettings(nGram, bands, rows, seed, other);
    }

    /**
     * Returns the probability that two texts share a band: {@code 1 − (1 − s^rows)^bands} for Jaccard similarity
     * {@code s} (Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, 3.4.2).
     */
    public double probability(double similarity) {
        return 1 - Math.pow(1 - Math.pow(similarity, rows), bands);
    }
}
