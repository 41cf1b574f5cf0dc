package org.menura.data.tokenizer;

import java.util.Arrays;

/**
 * For every place in some words, the pieces that start there: all segmentations of the words at once.
 *
 * @param words the words
 * @param first the first edge of each place, and behind the last place the number of edges
 * @param pieces the piece of each edge, shorter ones first
 * @param lengths of the pieces
 */
record Lattice(SymbolWords words, int[] first, int[] pieces, int[] lengths) {
    /**
     * Finds the pieces in the words.
     *
     * @param places where each piece occurs for the first time
     * @param alphabet how many symbols there are
     */
    static Lattice of(SymbolWords words, int[] places, int[] lengths, int alphabet) {
        int[] text = words.symbols();
        LongIndex children = new LongIndex();
        int[] pieceOf = new int[1 << 10];
        Arrays.fill(pieceOf, -1);
        for (int piece = 0; piece < places.length; piece++) {
            int node = 0;
            for (int i = 0; i < lengths[piece]; i++) {
                node = 1 + children.findOrAdd((long) node * alphabet + text[places[piece] + i]);
            }
            if (node >= pieceOf.length) {
                int before = pieceOf.length;
                pieceOf = Arrays.copyOf(pieceOf, Math.max(2 * before, node + 1));
                Arrays.fill(pieceOf, before, pieceOf.length, -1);
            }
            pieceOf[node] = piece;
        }
        int[] first = new int[text.length + 1];
        int[] found = new int[4 * text.length + 16];
        int edges = 0;
        for (int w = 0; w < words.size(); w++) {
            for (int at = words.starts()[w]; at < words.starts()[w + 1]; at++) {
                first[at] = edges;
                int node = 0;
                for (int i = at; i < words.starts()[w + 1]; i++) {
                    node = 1 + children.find((long) node * alphabet + text[i]);
                    if (node == 0) {
                        break;
                    }
                    if (node < pieceOf.length && pieceOf[node] >= 0) {
                        if (edges == found.length) {
                            found = Arrays.copyOf(found, 2 * edges);
                        }
                        found[edges++] = pieceOf[node];
                    }
                }
            }
        }
        first[text.length] = edges;
        return new Lattice(words, first, Arrays.copyOf(found, edges), lengths);
    }

    /**
     * Without some pieces.
     *
     * @param kept the pieces that stay, ascending; they are numbered anew
     */
    Lattice keep(int[] kept) {
        int[] number = new int[lengths.length];
        Arrays.fill(number, -1);
        int[] newLengths = new int[kept.length];
        for (int i = 0; i < kept.length; i++) {
            number[kept[i]] = i;
            newLengths[i] = lengths[kept[i]];
        }
        int[] newFirst = new int[first.length];
        int[] newPieces = new int[pieces.length];
        int edges = 0;
        for (int at = 0; at + 1 < first.length; at++) {
            newFirst[at] = edges;
            for (int e = first[at]; e < first[at + 1]; e++) {
                if (number[pieces[e]] >= 0) {
                    newPieces[edges++] = number[pieces[e]];
                }
            }
        }
        newFirst[first.length - 1] = edges;
        return new Lattice(words, newFirst, Arrays.copyOf(newPieces, edges), newLengths);
    }
}
