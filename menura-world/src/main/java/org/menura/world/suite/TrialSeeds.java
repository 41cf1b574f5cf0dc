package org.menura.world.suite;

import java.nio.charset.StandardCharsets;

/** Seeds of trials and answers, which depend on what they are for and on nothing that ran before. */
final class TrialSeeds {
    private static final long OFFSET = 0xCBF29CE484222325L;
    private static final long PRIME = 0x100000001B3L;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private TrialSeeds() {}

    /** Returns the seed of a trial of a task. */
    static long of(long seed, String task, int trial) {
        long hash = OFFSET;
        for (byte b : task.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xFF)) * PRIME;
        }
        return mixed(mixed(seed) ^ hash ^ mixed(trial));
    }

    /** Returns the seed of an answer of a trial. */
    static long of(long trialSeed, int step) {
        return mixed(trialSeed + GOLDEN * (step + 1L));
    }

    /** Mixes 64 bits (G. Steele et al., "Fast splittable pseudorandom number generators", 2014, figure 19). */
    private static long mixed(long value) {
        long z = value + GOLDEN;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
