package org.menura.data.engine;

/** Where a row is: the number of its input file and its own in there. Results are carried back to rows by it. */
final class Address {
    private static final int ROW_BITS = 40;

    private Address() {}

    static long of(int shard, long row) {
        return (long) shard << ROW_BITS | row;
    }

    static int shard(long address) {
        return (int) (address >>> ROW_BITS);
    }

    static long row(long address) {
        return address & (1L << ROW_BITS) - 1;
    }
}
