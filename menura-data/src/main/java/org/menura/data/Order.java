package org.menura.data;

import org.menura.tensor.Rng;

/**
 * The order in which a source's examples are seen, epoch after epoch, without state: what comes at a position is
 * computed from the position alone, so a run can go on anywhere.
 *
 * @param count number of examples of an epoch
 * @param seed seed of the shuffling
 * @param source number of the source, so that sources of one run differ
 * @param shuffled whether each epoch has an order of its own; otherwise examples come as they lie
 */
public record Order(long count, long seed, int source, boolean shuffled) {
    private static final long ORDER = 0x4f52444552L; // keeps these numbers apart from others of the same seed

    /** An epoch and an example of it. */
    public record Place(long epoch, long example) {}

    public Order {
        if (count < 1) {
            throw new IllegalArgumentException("source " + source + " has no examples");
        }
    }

    /** Returns the example at a position, from 0 on. */
    public Place at(long position) {
        if (position < 0) {
            throw new IndexOutOfBoundsException("position " + position);
        }
        long epoch = position / count;
        long place = position % count;
        return new Place(epoch, shuffled ? new Permutation(count, key(), epoch).at(place) : place);
    }

    private long key() {
        return new Rng(seed, ORDER << 16 | source).nextLong();
    }
}
