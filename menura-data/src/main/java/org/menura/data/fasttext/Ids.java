package org.menura.data.fasttext;

import java.util.Arrays;

/** A growing list of rows. */
final class Ids {
    int[] values = new int[64];
    int size;

    void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }

    void clear() {
        size = 0;
    }
}
