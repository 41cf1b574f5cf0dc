package org.menura.format.tokenizer;

import java.util.BitSet;

/** Which two neighbouring tokens of a BPE vocabulary become one, and which first. */
sealed interface Merges {
    /** There is no merge; it comes after all others. */
    long NONE = Long.MAX_VALUE;

    /**
     * Finds the merge of two neighbours, whose spellings together are a range of {@code word}.
     *
     * @param middle where the spelling of the right one begins
     * @return the merge's place in the order of merges in the upper half, the id of what it makes in the lower one
     */
    long find(int left, int right, byte[] word, int from, int middle, int to);

    /** Returns the id of what a merge makes. */
    static int product(long merge) {
        return (int) merge;
    }

    /**
     * Merges in the order of a list.
     *
     * @param vocabulary the tokens
     * @param list the merges, each two tokens with a blank between; no token has a blank in it
     */
    record Ranked(Spellings vocabulary, Spellings list) implements Merges {
        @Override
        public long find(int left, int right, byte[] word, int from, int middle, int to) {
            int rank = list.findPair(word, from, middle, to);
            int product = rank < 0 ? -1 : vocabulary.find(word, from, to);
            return product < 0 ? NONE : (long) rank << 32 | product;
        }
    }

    /**
     * SentencePiece's merges: any two that together are a piece, the highest score first, then the lowest id.
     *
     * @param vocabulary the pieces
     * @param mergeable the ids that take part
     * @param scores finite, and each equal to a 32-bit floating-point number
     */
    record Scored(Spellings vocabulary, BitSet mergeable, double[] scores) implements Merges {
        @Override
        public long find(int left, int right, byte[] word, int from, int middle, int to) {
            if (!mergeable.get(left) || !mergeable.get(right)) {
                return NONE;
            }
            int product = vocabulary.find(word, from, to);
            if (product < 0 || !mergeable.get(product)) {
                return NONE;
            }
            int bits = Float.floatToIntBits((float) scores[product]);
            int ascending = bits ^ bits >> 31 & Integer.MAX_VALUE;
            return (long) ~ascending << 32 | product;
        }
    }
}
