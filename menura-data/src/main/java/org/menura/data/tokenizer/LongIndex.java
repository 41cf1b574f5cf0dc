package org.menura.data.tokenizer;

import java.util.Arrays;

/** Numbers keys in the order in which they come: a hash table with open addressing. Keys are not negative. */
final class LongIndex {
    private static final long FREE = -1;

    private long[] keys = new long[1 << 12];
    private int[] places = new int[1 << 12];
    private int size;

    LongIndex() {
        Arrays.fill(keys, FREE);
    }

    int size() {
        return size;
    }

    /** The number of a key, −1 if it has none. */
    int find(long key) {
        int at = slot(key);
        return keys[at] == key ? places[at] : -1;
    }

    /** The number of a key, a new one if it has none. */
    int findOrAdd(long key) {
        int at = slot(key);
        if (keys[at] == key) {
            return places[at];
        }
        if (2 * (size + 1) > keys.length) {
            grow();
            at = slot(key);
        }
        keys[at] = key;
        places[at] = size;
        return size++;
    }

    private int slot(long key) {
        long hash = key * 0x9E3779B97F4A7C15L;
        int mask = keys.length - 1;
        int at = (int) (hash >>> 32) & mask;
        while (keys[at] != key && keys[at] != FREE) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldPlaces = places;
        keys = new long[2 * oldKeys.length];
        places = new int[keys.length];
        Arrays.fill(keys, FREE);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != FREE) {
                int at = slot(oldKeys[i]);
                keys[at] = oldKeys[i];
                places[at] = oldPlaces[i];
            }
        }
    }
}
