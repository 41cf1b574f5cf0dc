package org.menura.format.tokenizer;

import java.util.Arrays;

/** Finds the longest of many byte strings that a text goes on with. The edges of all nodes lie in one hash table. */
final class ByteTrie {
    private static final int NO_VALUE = -1;

    private int[] keys = new int[1 << 12];
    private int[] targets = new int[1 << 12];
    private int[] values = new int[1 << 10];
    private final int[] lengths;
    private int nodes = 1;

    /** Over the strings, whose values are their indices; empty ones don't take part. */
    ByteTrie(byte[][] strings) {
        Arrays.fill(values, NO_VALUE);
        lengths = new int[strings.length];
        for (int i = 0; i < strings.length; i++) {
            lengths[i] = strings[i].length;
            if (strings[i].length > 0) {
                add(strings[i], i);
            }
        }
    }

    /** The length of a string. */
    int length(int index) {
        return lengths[index];
    }

    /** The value of the longest string at an offset of the text, −1 if there is none. */
    int longest(byte[] text, int offset) {
        int node = 0;
        int found = NO_VALUE;
        for (int i = offset; i < text.length; i++) {
            node = targets[slot(key(node, text[i]))];
            if (node == 0) {
                break;
            }
            if (values[node] != NO_VALUE) {
                found = values[node];
            }
        }
        return found;
    }

    /** The node behind a node, 0 being the root; 0 if none is there. */
    int child(int node, byte b) {
        return targets[slot(key(node, b))];
    }

    /** The value of the string that ends at a node, −1 if none does. */
    int value(int node) {
        return values[node];
    }

    private void add(byte[] string, int value) {
        int node = 0;
        for (byte b : string) {
            int key = key(node, b);
            int slot = slot(key);
            if (targets[slot] == 0) {
                if (2 * nodes >= keys.length) {
                    grow();
                    slot = slot(key);
                }
                keys[slot] = key;
                targets[slot] = nodes;
                if (nodes == values.length) {
                    values = Arrays.copyOf(values, 2 * nodes);
                    Arrays.fill(values, nodes, 2 * nodes, NO_VALUE);
                }
                nodes++;
            }
            node = targets[slot];
        }
        values[node] = value;
    }

    private static int key(int node, byte b) {
        return Math.addExact(Math.multiplyExact(node, 256), b & 0xFF);
    }

    private int slot(int key) {
        int mask = keys.length - 1;
        int slot = key * 0x9E3779B1;
        slot = (slot ^ slot >>> 15) & mask;
        while (targets[slot] != 0 && keys[slot] != key) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        int[] oldKeys = keys;
        int[] oldTargets = targets;
        keys = new int[2 * oldKeys.length];
        targets = new int[2 * oldKeys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldTargets[i] != 0) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                targets[slot] = oldTargets[i];
            }
        }
    }
}
