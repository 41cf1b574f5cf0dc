package org.menura.train.setup;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.menura.data.ExampleSampler;
import org.menura.data.Examples;
import org.menura.train.data.Batches;

/**
 * Examples of several sources with their weights.
 *
 * @param examples by source
 * @param weights weight of each source in the mixture
 * @param <B> the type of an example
 */
public record ExampleSources<B>(List<Examples<B>> examples, double[] weights) {
    /**
     * Returns these sources mixed with replayed ones of earlier tasks.
     *
     * @param earlier one for each task, which share equally
     * @param share of all examples that comes from them
     */
    public ExampleSources<B> replaying(List<ExampleSources<B>> earlier, double share) {
        if (earlier.isEmpty()) {
            return this;
        }
        List<Examples<B>> all = new ArrayList<>(examples);
        DoubleStream parts = scaled(1 - share);
        for (ExampleSources<B> task : earlier) {
            all.addAll(task.examples);
            parts = DoubleStream.concat(parts, task.scaled(share / earlier.size()));
        }
        return new ExampleSources<>(all, parts.toArray());
    }

    private DoubleStream scaled(double whole) {
        double sum = DoubleStream.of(weights).sum();
        return DoubleStream.of(weights).map(w -> w / sum * whole);
    }

    /** Makes shuffled batches of {@code perStep} examples. */
    public Batches<B> batches(int perStep, long seed, Function<List<B>, B> join) {
        long[] counts = examples.stream().mapToLong(Examples::count).toArray();
        return new Batches<>(examples, ExampleSampler.mixed(seed, counts, weights), perStep, seed, join);
    }

    /** Counts the examples of all sources. */
    public long count() {
        return examples.stream().mapToLong(Examples::count).sum();
    }
}
