package org.menura.data.tokenizer;

import java.util.Arrays;

/** The most probable segmentations (Kudo 2018, arXiv 1804.10959, section 3.2), by which pieces are judged. */
final class Viterbi {
    private final Lattice lattice;
    private final double[] logProbabilities;
    private final double[] best = new double[PieceWords.MAX_WORD + 1];
    private final int[] last = new int[PieceWords.MAX_WORD + 1];

    Viterbi(Lattice lattice, double[] logProbabilities) {
        this.lattice = lattice;
        this.logProbabilities = logProbabilities;
    }

    /** How often each piece is used in the best segmentations of all words. */
    long[] uses() {
        SymbolWords words = lattice.words();
        long[] uses = new long[logProbabilities.length];
        for (int w = 0; w < words.size(); w++) {
            int start = words.starts()[w];
            int at = words.starts()[w + 1] - start;
            segment(start, at, -1);
            while (at > 0) {
                uses[last[at]] += words.counts()[w];
                at -= lattice.lengths()[last[at]];
            }
        }
        return uses;
    }

    /** The log-probability of the best way to spell a piece by others, −∞ if there is none. */
    double without(int piece, int place) {
        return segment(place, lattice.lengths()[piece], piece);
    }

    private double segment(int start, int length, int except) {
        Arrays.fill(best, 0, length + 1, Double.NEGATIVE_INFINITY);
        best[0] = 0;
        for (int i = 0; i < length; i++) {
            for (int e = lattice.first()[start + i]; e < lattice.first()[start + i + 1]; e++) {
                int piece = lattice.pieces()[e];
                int end = i + lattice.lengths()[piece];
                if (end <= length && piece != except) {
                    double score = best[i] + logProbabilities[piece];
                    if (score > best[end]) {
                        best[end] = score;
                        last[end] = piece;
                    }
                }
            }
        }
        return best[length];
    }
}
