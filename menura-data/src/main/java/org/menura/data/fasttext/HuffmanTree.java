package org.menura.data.fasttext;

import java.util.Arrays;

/** The Huffman tree of a hierarchical softmax: leaves 0 to n − 1 are the labels, the root is the last node. */
final class HuffmanTree {
    private static final long FAR = 1_000_000_000_000_000L;

    final int leaves;
    final int[] left;
    final int[] right;
    final int[] parent;
    final boolean[] binary;

    /** Builds the tree of counts, which fastText sorts from the largest on. */
    HuffmanTree(long[] sorted) {
        leaves = sorted.length;
        int nodes = Math.max(0, 2 * leaves - 1);
        left = new int[nodes];
        right = new int[nodes];
        parent = new int[nodes];
        binary = new boolean[nodes];
        long[] count = new long[nodes];
        Arrays.fill(left, -1);
        Arrays.fill(right, -1);
        Arrays.fill(parent, -1);
        Arrays.fill(count, FAR);
        System.arraycopy(sorted, 0, count, 0, leaves);
        int leaf = leaves - 1;
        int node = leaves;
        for (int i = leaves; i < nodes; i++) {
            int[] least = new int[2];
            for (int j = 0; j < 2; j++) {
                least[j] = leaf >= 0 && count[leaf] < count[node] ? leaf-- : node++;
            }
            left[i] = least[0];
            right[i] = least[1];
            count[i] = count[least[0]] + count[least[1]];
            parent[least[0]] = i;
            parent[least[1]] = i;
            binary[least[1]] = true;
        }
    }

    int root() {
        return 2 * leaves - 2;
    }
}
