package org.menura.tensor;

/**
 * The counter-based generator Philox4x32-10: a bijection of 128-bit counters, keyed by 64 bits, whose outputs pass the
 * statistical tests of BigCrush. It has no state: block {@code n} of a stream costs the same wherever {@code n} lies.
 *
 * <p>J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 */
final class Philox {
    /** 32-bit words in a block. */
    static final int WORDS = 4;

    private static final int ROUNDS = 10;
    private static final long MULTIPLIER_0 = 0xD2511F53L;
    private static final long MULTIPLIER_1 = 0xCD9E8D57L;
    private static final int WEYL_0 = 0x9E3779B9;
    private static final int WEYL_1 = 0xBB67AE85;

    private Philox() {}

    /**
     * Writes the block of a counter.
     *
     * @param key the key, its first word in the low half
     * @param counterLow the counter's first two words, the first in the low half
     * @param counterHigh the counter's last two words
     * @param out receives {@value #WORDS} words
     */
    static void block(long key, long counterLow, long counterHigh, int[] out) {
        int key0 = (int) key;
        int key1 = (int) (key >>> 32);
        int word0 = (int) counterLow;
        int word1 = (int) (counterLow >>> 32);
        int word2 = (int) counterHigh;
        int word3 = (int) (counterHigh >>> 32);
        for (int round = 0; round < ROUNDS; round++) {
            long product0 = MULTIPLIER_0 * Integer.toUnsignedLong(word0);
            long product1 = MULTIPLIER_1 * Integer.toUnsignedLong(word2);
            word0 = (int) (product1 >>> 32) ^ word1 ^ key0;
            word1 = (int) product1;
            word2 = (int) (product0 >>> 32) ^ word3 ^ key1;
            word3 = (int) product0;
            key0 += WEYL_0;
            key1 += WEYL_1;
        }
        out[0] = word0;
        out[1] = word1;
        out[2] = word2;
        out[3] = word3;
    }
}
