package org.menura.generate.constrain;

import java.util.Arrays;

/**
 * Tokens as a tree of their bytes, flat and depth first: a node's first child is the next node, and its next sibling is
 * where its subtree ends.
 */
final class ByteTrie {
    /** The byte that leads to each node. */
    final byte[] value;

    /** Where each node's subtree ends. */
    final int[] end;

    /** The mark of a token that is not the only one of its bytes. */
    static final int SEVERAL = 1 << 30;

    /** The token that each node completes, with {@link #SEVERAL} where there are others of the same bytes; −1 if none. */
    final int[] token;

    /** The length of the longest token in bytes. */
    final int depth;

    private ByteTrie(byte[] value, int[] end, int[] token, int depth) {
        this.value = value;
        this.end = end;
        this.token = token;
        this.depth = depth;
    }

    int size() {
        return value.length;
    }

    /**
     * Builds the tree of some tokens.
     *
     * @param bytes of all tokens, by id
     * @param ids of the tokens to take: sorted by their bytes, no two with the same, none empty
     * @param same the next token of the same bytes, by id, −1 if there is none
     */
    static ByteTrie of(byte[][] bytes, int[] ids, int[] same) {
        int nodes = 0;
        int deepest = 0;
        byte[] before = {};
        for (int id : ids) {
            byte[] b = bytes[id];
            nodes += b.length - shared(before, b);
            deepest = Math.max(deepest, b.length);
            before = b;
        }
        byte[] value = new byte[nodes];
        int[] end = new int[nodes];
        int[] token = new int[nodes];
        Arrays.fill(token, -1);
        int[] path = new int[deepest];
        int open = 0;
        int n = 0;
        before = new byte[0];
        for (int id : ids) {
            byte[] b = bytes[id];
            int kept = shared(before, b);
            while (open > kept) {
                end[path[--open]] = n;
            }
            for (int i = kept; i < b.length; i++) {
                value[n] = b[i];
                path[open++] = n++;
            }
            token[n - 1] = same[id] < 0 ? id : id | SEVERAL;
            before = b;
        }
        while (open > 0) {
            end[path[--open]] = n;
        }
        return new ByteTrie(value, end, token, deepest);
    }

    private static int shared(byte[] a, byte[] b) {
        int m = Arrays.mismatch(a, b);
        return m < 0 ? a.length : m;
    }
}
