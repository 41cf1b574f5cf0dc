package org.menura.data.text;

import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Computes the least values of {@link MinHash}'s hashes with the Vector API. */
final class MinHashVectors {
    private static final VectorSpecies<Long> LANES = LongVector.SPECIES_PREFERRED;

    private MinHashVectors() {}

    /** Computes each hash's least value; their number is a multiple of 16. */
    static long[] least(long[] multipliers, long[] increments, long mask, long[] shingles, int count) {
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
                least0 = least0.min(residue(shingle.mul(a0).add(b0), mask));
                least1 = least1.min(residue(shingle.mul(a1).add(b1), mask));
            }
            least0.intoArray(least, h);
            least1.intoArray(least, h + step);
        }
        return least;
    }

    /** Unsigned values modulo 2⁶¹ − 1: the upper three bits are added to the lower 61, and the prime taken off once. */
    private static LongVector residue(LongVector values, long mask) {
        LongVector folded = values.and(MinHash.PRIME).add(values.lanewise(VectorOperators.LSHR, 61));
        LongVector less = folded.sub(MinHash.PRIME);
        return less.add(less.lanewise(VectorOperators.ASHR, 63).and(MinHash.PRIME))
                .and(mask);
    }
}
