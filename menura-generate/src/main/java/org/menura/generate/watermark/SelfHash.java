package org.menura.generate.watermark;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The fixed table of {@link KgwWatermark.Scheme#SELFHASH}, and which tokens turned out to be in their own green lists. Safe
 * for use by several threads.
 */
final class SelfHash {
    private static final int TABLE = 1_000_003;
    private static final int KNOWN_BITS = 16;
    private static final int TOKEN_BITS = 29;

    private record Key(long key, int vocabulary, int green) {}

    private static final LastMade<Long, int[]> TABLES =
            new LastMade<>(key -> new TorchGenerator(key).permutation(TABLE));
    private static final LastMade<Key, SelfHash> LAST = new LastMade<>(SelfHash::new);

    private final Key key;
    private final int[] table;
    /** For some seeds and tokens whether the token is green; 0 for none. */
    private final AtomicLongArray known = new AtomicLongArray(1 << KNOWN_BITS);

    private SelfHash(Key key) {
        this.key = key;
        this.table = TABLES.of(key.key);
    }

    static SelfHash of(KgwWatermark kgw, int vocabulary) {
        return LAST.of(new Key(kgw.key().longValue(), vocabulary, kgw.greenSize(vocabulary)));
    }

    /** A token's entry of the table. */
    long entry(int token) {
        return table[Math.floorMod(token, TABLE)] + 1L;
    }

    /** What is to be the least over the tokens of the context; wraps as int64 does. */
    long product(long entry, long own) {
        return key.key * entry * own;
    }

    /** The low 32 bits of a number modulo 2⁶⁴ − 1, as Python has it. */
    static int reduced(long number) {
        return (int) (number < 0 ? number - 1 : number);
    }

    /** Whether a token is in its own green list. */
    boolean isGreen(int seed, int token, GreenLists lists) {
        if (token >>> TOKEN_BITS != 0) {
            return lists.contains(seed, key.vocabulary, key.green, token);
        }
        long question = Integer.toUnsignedLong(seed) << TOKEN_BITS | token;
        int at = (int) (question * 0x9E3779B97F4A7C15L >>> 64 - KNOWN_BITS);
        long answer = known.get(at);
        if (answer >>> 2 == question && answer != 0) {
            return (answer & 2) != 0;
        }
        boolean green = lists.contains(seed, key.vocabulary, key.green, token);
        known.set(at, question << 2 | (green ? 3 : 1));
        return green;
    }
}
