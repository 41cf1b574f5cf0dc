package org.menura.data;

import java.util.Arrays;

/**
 * A schedule of which source each example of a run comes from, so that at every moment each source's number of examples
 * differs by less than one from its share (R. Tijdeman, "The chairman assignment problem", Discrete Mathematics 32,
 * 1980: by at most 1 − 1 / (2k − 2) with k sources). One period is computed; any position is then looked up. Immutable.
 */
public final class MixtureSchedule {
    private static final int PERIOD = 1 << 16;

    private final int[] shares;
    private final int period;
    private final short[] sources;
    private final int[] before;

    /**
     * Creates a schedule of sources with weights, which need not sum to 1. Whole numbers are kept exactly if they sum
     * to 65,536 at most; others are rounded to multiples of 1 / 65,536 of their sum, and no source is left out.
     *
     * @throws IllegalArgumentException if a weight is not positive and finite, or there are none or too many
     */
    public MixtureSchedule(double... weights) {
        shares = shares(weights);
        period = Arrays.stream(shares).sum();
        sources = new short[period];
        before = new int[period];
        int[] counts = new int[shares.length];
        for (int t = 0; t < period; t++) {
            int source = next(t + 1L, counts);
            sources[t] = (short) source;
            before[t] = counts[source]++;
        }
    }

    private static int[] shares(double... weights) {
        double sum = 0;
        boolean whole = true;
        for (double w : weights) {
            if (!(w > 0) || w == Double.POSITIVE_INFINITY) {
                throw new IllegalArgumentException(
                        "the weight %s of a source; weights are positive numbers".formatted(w));
            }
            sum += w;
            whole &= w == Math.rint(w);
        }
        if (weights.length == 0 || weights.length > Short.MAX_VALUE) {
            throw new IllegalArgumentException(weights.length + " sources; from 1 to 32,767 can be mixed");
        }
        int[] shares = new int[weights.length];
        if (whole && sum <= PERIOD) {
            Arrays.setAll(shares, i -> (int) weights[i]);
            int divisor = Arrays.stream(shares).reduce(0, MixtureSchedule::gcd);
            Arrays.setAll(shares, i -> shares[i] / divisor);
            return shares;
        }
        double total = sum;
        Arrays.setAll(shares, i -> (int) Math.max(1, Math.rint(weights[i] / total * PERIOD)));
        return shares;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    /** Returns, of the sources that would fall behind by {@code 1 / (2k - 2)} or more, that which must come soonest. */
    private int next(long turn, int... counts) {
        if (shares.length == 1) {
            return 0;
        }
        long parts = 2L * shares.length - 2;
        int best = -1;
        long bestSlack = 0;
        for (int i = 0; i < shares.length; i++) {
            long behind = parts * (shares[i] * turn - (long) period * counts[i]); // in units of 1 / (parts * period)
            long slack = parts * period - period - behind; // over the share: how many turns it can wait
            if (behind >= period && (best < 0 || slack * shares[best] < bestSlack * shares[i])) {
                best = i;
                bestSlack = slack;
            }
        }
        return best;
    }

    /** Returns the number of sources. */
    public int count() {
        return shares.length;
    }

    /** Returns the share of a source that is kept, which is its weight's up to rounding. */
    public double share(int source) {
        return shares[source] / (double) period;
    }

    /** Returns the source of the example at a position, from 0 on. */
    public int source(long position) {
        return sources[(int) (position % period)];
    }

    /** Counts the earlier examples from the same source as that at a position. */
    public long before(long position) {
        int at = (int) (position % period);
        return position / period * shares[sources[at]] + before[at];
    }
}
