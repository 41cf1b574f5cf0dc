package org.menura.agent.mind;

import java.util.SplittableRandom;

/** Ids of calls that follow from a seed, as long as Mistral's templates want them. */
final class CallIds {
    private static final String CHARACTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private static final int LENGTH = 9;

    private final SplittableRandom random;

    CallIds(long seed) {
        random = new SplittableRandom(seed);
    }

    String next() {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < LENGTH; i++) {
            out.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
        }
        return out.toString();
    }
}
