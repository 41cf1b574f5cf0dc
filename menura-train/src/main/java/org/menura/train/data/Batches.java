package org.menura.train.data;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.menura.data.ExampleSampler;
import org.menura.data.Examples;
import org.menura.tensor.Rng;

/**
 * The batches of a run by step: step {@code s} has the examples at positions {@code s * perStep} on. Nothing depends on
 * earlier steps, so a run goes on anywhere with the same batches.
 *
 * @param sources the sources that are mixed
 * @param sampler which example comes when
 * @param perStep examples of a batch
 * @param seed of what is random within examples (masks, spans)
 * @param join one batch of several examples, such as {@link Batch#join}
 */
public record Batches<B>(
        List<Examples<B>> sources, ExampleSampler sampler, int perStep, long seed, Function<List<B>, B> join) {
    private static final long WITHIN = 0x4d41534bL; // keeps these numbers apart from others of the same seed

    public Batches {
        sources = List.copyOf(sources);
        if (sources.size() != sampler.orders().size() || perStep < 1) {
            throw new IllegalArgumentException("%d sources for %d orders, and %d examples a step; at least 1 is needed"
                    .formatted(sources.size(), sampler.orders().size(), perStep));
        }
        for (int i = 0; i < sources.size(); i++) {
            if (sources.get(i).count() != sampler.orders().get(i).count()) {
                throw new IllegalArgumentException("source %d has %d examples, but its order is one of %d"
                        .formatted(
                                i,
                                sources.get(i).count(),
                                sampler.orders().get(i).count()));
            }
        }
    }

    /** Makes shuffled batches of one source. */
    public static Batches<Batch> shuffled(Examples<Batch> source, int perStep, long seed) {
        return new Batches<>(
                List.of(source), ExampleSampler.shuffled(source.count(), seed), perStep, seed, Batch::join);
    }

    /** Makes shuffled batches of several sources, whose weights are shares of the examples. */
    public static Batches<Batch> mixed(List<Examples<Batch>> sources, int perStep, long seed, double... weights) {
        long[] counts = sources.stream().mapToLong(Examples::count).toArray();
        return new Batches<>(sources, ExampleSampler.mixed(seed, counts, weights), perStep, seed, Batch::join);
    }

    /** Returns the batch of a step, counted from 0. */
    public B at(long step) {
        long key = new Rng(seed, WITHIN).nextLong();
        List<B> examples = new ArrayList<>();
        for (int i = 0; i < perStep; i++) {
            long position = Math.addExact(Math.multiplyExact(step, (long) perStep), i);
            ExampleSampler.Pick pick = sampler.at(position);
            examples.add(sources.get(pick.source()).example(pick.example(), new Rng(key, position)));
        }
        return join.apply(examples);
    }

    /**
     * Returns the number of steps per epoch, after which as many examples were seen as there are; with several sources,
     * not each of them once.
     */
    public long stepsPerEpoch() {
        long all = sources.stream().mapToLong(Examples::count).sum();
        return (all + perStep - 1) / perStep;
    }
}
