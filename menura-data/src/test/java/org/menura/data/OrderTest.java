package org.menura.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class OrderTest {
    @Test
    void everyThingHasOnePlace() {
        for (int n : new int[] {1, 2, 3, 16, 255, 256, 257, 1000, 5000}) {
            Permutation permutation = new Permutation(n, 42, 3);
            BitSet seen = new BitSet();
            for (int i = 0; i < n; i++) {
                seen.set((int) permutation.at(i));
            }
            assertEquals(n, seen.cardinality());
            assertEquals(n, seen.length());
        }
    }

    @Test
    void hugeCountsAreOrderedToo() {
        Permutation permutation = new Permutation(1L << 62, 1, 0);
        assertEquals(
                1000, LongStream.range(0, 1000).map(permutation::at).distinct().count());
        double mean =
                LongStream.range(0, 1000).mapToDouble(permutation::at).average().orElse(0);
        assertEquals(0x1p61, mean, 4 * 0x1p62 / Math.sqrt(12_000)); // four standard deviations
        assertThrows(IllegalArgumentException.class, () -> new Permutation(0, 1, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> new Permutation(5, 1, 0).at(5));
    }

    /** Chi-squared with 23 degrees of freedom: 49.7 is passed once in a thousand times. */
    @Test
    void allOrdersOfFourAreAsLikely() {
        Map<String, Integer> counts = new HashMap<>();
        int trials = 2400;
        for (int epoch = 0; epoch < trials; epoch++) {
            Permutation p = new Permutation(4, 11, epoch);
            counts.merge("" + p.at(0) + p.at(1) + p.at(2) + p.at(3), 1, Integer::sum);
        }
        assertEquals(24, counts.size());
        double chi = counts.values().stream()
                .mapToDouble(c -> (c - 100.0) * (c - 100.0) / 100)
                .sum();
        assertTrue(chi < 49.7, "chi-squared " + chi);
    }

    /** Where an example goes says nothing about where its neighbour goes. */
    @Test
    void neighboursPart() {
        Permutation p = new Permutation(1000, 3, 0);
        long near = LongStream.range(1, 1000)
                .filter(i -> Math.abs(p.at(i) - p.at(i - 1)) <= 10)
                .count();
        assertTrue(near < 40, near + " of about 20");
    }

    @Test
    void epochsDifferAndAnyPositionIsReachedAtOnce() {
        Order order = new Order(100, 7, 0, true);
        Order.Place far = order.at(123_456_789_012L);
        assertEquals(1_234_567_890L, far.epoch());
        assertEquals(far, new Order(100, 7, 0, true).at(123_456_789_012L));
        long same = LongStream.range(0, 100)
                .filter(i -> order.at(i).example() == order.at(100 + i).example())
                .count();
        assertTrue(same < 10, same + " places are equal in two epochs");
        assertNotEquals(
                LongStream.range(0, 100).map(i -> order.at(i).example()).boxed().toList(),
                LongStream.range(0, 100)
                        .map(i -> new Order(100, 7, 1, true).at(i).example())
                        .boxed()
                        .toList());
        assertEquals(new Order.Place(2, 3), new Order(5, 7, 0, false).at(13));
        assertThrows(IllegalArgumentException.class, () -> new Order(0, 7, 0, true));
    }

    @Test
    void everySourceKeepsToItsShareAllTheTime() {
        for (double[] weights : new double[][] {{1}, {1, 1}, {3, 1, 2}, {0.7, 0.2, 0.1}, {1, 1e-9, 0.001, 0.5, 0.25}}) {
            MixtureSchedule schedule = new MixtureSchedule(weights);
            long[] counts = new long[weights.length];
            double bound = 1 - 1.0 / Math.max(1, 2 * weights.length - 2) + 1e-6;
            for (long t = 0; t < 70_000; t++) {
                int source = schedule.source(t);
                assertEquals(counts[source], schedule.before(t));
                counts[source]++;
                for (int i = 0; i < weights.length; i++) {
                    double off = Math.abs(counts[i] - schedule.share(i) * (t + 1));
                    assertTrue(off <= Math.max(bound, 1e-6), "source " + i + " is off by " + off + " at " + t);
                }
            }
        }
    }

    @Test
    void weightsBecomeShares() {
        assertEquals(0.5, new MixtureSchedule(3, 1, 2).share(0));
        assertEquals(0.7, new MixtureSchedule(0.7, 0.2, 0.1).share(0), 1e-5);
        MixtureSchedule schedule = new MixtureSchedule(3, 1);
        assertEquals(
                3_000_000_000_000L / 4 * 3, schedule.before(3_000_000_000_000L) + (schedule.source(0) == 0 ? 0 : 1));
        assertThrows(IllegalArgumentException.class, () -> new MixtureSchedule());
        assertThrows(IllegalArgumentException.class, () -> new MixtureSchedule(1, 0));
        assertThrows(IllegalArgumentException.class, () -> new MixtureSchedule(1, Double.NaN));
    }
}
