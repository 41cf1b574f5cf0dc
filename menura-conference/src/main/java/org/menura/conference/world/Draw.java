package org.menura.conference.world;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Random draws of a world: the same seed and name give the same draws on every machine. */
final class Draw {
    private final Random random;

    Draw(long seed, String name) {
        random = new Random(seed * 0x9E3779B97F4A7C15L + name.hashCode());
    }

    /** Draws a number from {@code low} to {@code high}, both included. */
    int between(int low, int high) {
        return low + random.nextInt(high - low + 1);
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    <T> List<T> shuffled(List<T> from) {
        List<T> out = new ArrayList<>(from);
        Collections.shuffle(out, random);
        return out;
    }

    /** Draws {@code count} different ones, in a random order. */
    <T> List<T> some(List<T> from, int count) {
        return shuffled(from).subList(0, count);
    }
}
