package org.menura.tensor.cpu;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.menura.tensor.Backend;

/**
 * Arrays that are used again. Within a scope, what {@link #take} handed out goes back when the scope closes; without
 * one, arrays are left to the garbage collector. Not thread-safe.
 */
final class Pool {
    /** Beyond this many floats at rest, arrays are let go. */
    private static final long MOST_AT_REST = 1L << 27;

    private final Map<Integer, ArrayDeque<float[]>> atRest = new HashMap<>();
    private final List<float[]> taken = new ArrayList<>();
    private long floatsAtRest;
    private int depth;

    /** An array of at least {@code n} floats with arbitrary content. */
    float[] take(int n) {
        if (depth == 0) {
            return new float[n];
        }
        int size = sizeClass(n);
        ArrayDeque<float[]> free = atRest.get(size);
        float[] array = free == null ? null : free.pollLast();
        if (array == null) {
            array = new float[size];
        } else {
            floatsAtRest -= size;
        }
        taken.add(array);
        return array;
    }

    Backend.Scope open() {
        int mark = taken.size();
        depth++;
        return () -> {
            depth--;
            for (int i = taken.size() - 1; i >= mark; i--) {
                giveBack(taken.remove(i));
            }
        };
    }

    private void giveBack(float[] array) {
        if (floatsAtRest + array.length <= MOST_AT_REST) {
            atRest.computeIfAbsent(array.length, _ -> new ArrayDeque<>()).addLast(array);
            floatsAtRest += array.length;
        }
    }

    /** Sizes are rounded up by at most an eighth, so that sequences of similar length share arrays. */
    static int sizeClass(int n) {
        if (n <= 64) {
            return 64;
        }
        int step = Integer.highestOneBit(n - 1) >> 3;
        long rounded = (n + step - 1L) / step * step;
        return rounded > Integer.MAX_VALUE - 8 ? n : (int) rounded;
    }
}
