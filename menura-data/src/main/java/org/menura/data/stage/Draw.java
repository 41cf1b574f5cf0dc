package org.menura.data.stage;

import org.menura.data.dolma.RowId;

/** Numbers that are drawn for rows: from a seed and the identity, so that they are the same wherever the row is. */
final class Draw {
    private Draw() {}

    /** Returns 64 bits that are uniform over rows (the finaliser of splitmix64 over an identity that is a hash). */
    static long of(long seed, RowId id) {
        long x = id.b() + seed * 0x9e3779b97f4a7c15L;
        x = (x ^ x >>> 30) * 0xbf58476d1ce4e5b9L;
        x = (x ^ x >>> 27) * 0x94d049bb133111ebL;
        return x ^ x >>> 31;
    }

    /** Returns a number from 0 to 1. */
    static double share(long seed, RowId id) {
        return (of(seed, id) >>> 11) * 0x1p-53;
    }
}
