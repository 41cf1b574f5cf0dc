package org.menura.generate.watermark;

import org.menura.generate.sample.SamplingState;
import org.menura.generate.sample.TokenHistory;

/**
 * The hashes of the contexts in which tokens of a text were drawn, the last ones only: a context that comes again must not
 * be marked again, or the text would repeat itself. They follow from the history, so they are made anew where they lack.
 */
final class SeenContexts {
    private final int begin;
    private final int skipped;
    /** The hashes in a ring; at first zeros, as transformers has them. */
    private final long[] ring;

    private int next;
    private int seen;

    /**
     * Creates contexts of which there are none.
     *
     * @param begin number of tokens before the first one drawn
     * @param skipped number of drawn tokens whose contexts don't count
     * @param size number of contexts that are kept
     */
    SeenContexts(int begin, int skipped, int size) {
        this.begin = begin;
        this.skipped = skipped;
        this.ring = new long[size];
        this.seen = begin;
    }

    /** Hashes of contexts. */
    interface Hash {
        /** The hash of the context of the token at a place. */
        long at(TokenHistory history, int place);
    }

    /** Whether these are the contexts of a text: it began at the same place and has not been shortened. */
    boolean areOf(SamplingState state) {
        return begin == state.begin() && seen <= state.history().size();
    }

    /** Whether the context of the next token, by its hash, is among those of the tokens before. */
    boolean repeat(TokenHistory history, long context, Hash hash) {
        for (; seen < history.size(); seen++) {
            if (seen - begin >= skipped && ring.length > 0) {
                ring[next] = hash.at(history, seen);
                next = next + 1 == ring.length ? 0 : next + 1;
            }
        }
        for (long other : ring) {
            if (other == context) {
                return true;
            }
        }
        return false;
    }
}
