package org.menura.tensor.grad;

import org.menura.tensor.Rng;

/** The random numbers of recorded passes, which follow from the seed, the step, and the pass's number within it. */
final class PassNoise {
    private static final long STEP = 0x9E3779B97F4A7C15L; // odd, so that no two of a few billion steps share a stream
    private static final long PASS = 0xD1B54A32D192ED03L;

    private final long seed;
    private long step;
    private long pass;

    PassNoise(long seed) {
        this.seed = seed;
    }

    void beginStep(long number) {
        step = number;
        pass = 0;
    }

    void beginPass() {
        pass++;
    }

    Rng at(String place) {
        return new Rng(seed, step * STEP + pass * PASS + place.hashCode());
    }
}
