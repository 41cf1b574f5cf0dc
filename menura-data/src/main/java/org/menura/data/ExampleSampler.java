package org.menura.data;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A deterministic sampler of training examples: interleaves sources by their weights, each in its own order.
 *
 * @param schedule chooses the source at each position
 * @param orders order of each source's examples
 */
public record ExampleSampler(MixtureSchedule schedule, List<Order> orders) {
    /** A sampled example of a source. */
    public record Pick(int source, long epoch, long example) {}

    public ExampleSampler {
        orders = List.copyOf(orders);
        if (orders.size() != schedule.count()) {
            throw new IllegalArgumentException("%d orders for %d sources".formatted(orders.size(), schedule.count()));
        }
    }

    /** Creates a sampler of one source, shuffled. */
    public static ExampleSampler shuffled(long count, long seed) {
        return mixed(seed, new long[] {count}, 1);
    }

    /** Creates a sampler of one source in the order of its examples. */
    public static ExampleSampler inOrder(long count) {
        return new ExampleSampler(new MixtureSchedule(1), List.of(new Order(count, 0, 0, false)));
    }

    /** Creates a sampler of several sources, shuffled. */
    public static ExampleSampler mixed(long seed, long[] counts, double... weights) {
        List<Order> orders = IntStream.range(0, counts.length)
                .mapToObj(i -> new Order(counts[i], seed, i, true))
                .toList();
        return new ExampleSampler(new MixtureSchedule(weights), orders);
    }

    /** Returns the example at a position, from 0 on. */
    public Pick at(long position) {
        int source = schedule.source(position);
        Order.Place place = orders.get(source).at(schedule.before(position));
        return new Pick(source, place.epoch(), place.example());
    }
}
