package org.menura.detect.attack;

import org.menura.tensor.Rng;

/** Chooses places. */
final class Picks {
    private Picks() {}

    /** Chooses {@code count} of {@code n} places without repetition; all of them where there are no more. */
    static boolean[] of(int n, int count, Rng random) {
        boolean[] chosen = new boolean[n];
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        for (int i = 0; i < Math.min(n, count); i++) {
            int j = i + random.nextInt(n - i);
            int kept = order[i];
            order[i] = order[j];
            order[j] = kept;
            chosen[order[i]] = true;
        }
        return chosen;
    }

    /** Chooses a share of the places, rounded down. */
    static boolean[] share(int n, double rate, Rng random) {
        return of(n, (int) (n * rate), random);
    }
}
