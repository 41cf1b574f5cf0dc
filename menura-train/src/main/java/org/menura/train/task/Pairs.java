package org.menura.train.task;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Segments;

/**
 * Pairs of texts of which one is better.
 *
 * @param chosen the better ones: prompt and answer
 * @param rejected the others
 * @param margins by how much they are better, or null
 */
public record Pairs(List<Text> chosen, List<Text> rejected, double @Nullable [] margins) {
    /**
     * A text.
     *
     * @param ids prompt and answer
     * @param prompt tokens of the prompt
     */
    public record Text(int[] ids, int prompt) {}

    /** Checks the counts. */
    public Pairs {
        if (chosen.size() != rejected.size()) {
            throw new IllegalArgumentException(
                    "%d chosen texts for %d rejected ones".formatted(chosen.size(), rejected.size()));
        }
        chosen = List.copyOf(chosen);
        rejected = List.copyOf(rejected);
    }

    /** All chosen texts, then all rejected ones; only answers are to be predicted. */
    public Tokens tokensOfBoth() {
        List<Text> all = Stream.concat(chosen.stream(), rejected.stream())
                .toList();
        int[] lengths = all.stream().mapToInt(t -> t.ids.length).toArray();
        int[] ids = all.stream().flatMapToInt(t -> Arrays.stream(t.ids)).toArray();
        Segments segments = Segments.ofLengths(lengths);
        int[] targets = new int[ids.length];
        for (int s = 0; s < lengths.length; s++) {
            for (int i = 0; i < lengths[s]; i++) {
                boolean counts = i + 1 < lengths[s] && i + 1 >= all.get(s).prompt;
                targets[segments.start(s) + i] = counts ? ids[segments.start(s) + i + 1] : -1;
            }
        }
        return new Tokens(ids, segments, targets, null);
    }

    /** Tokens of all texts. */
    public long tokens() {
        return chosen.stream().mapToLong(t -> t.ids.length).sum()
                + rejected.stream().mapToLong(t -> t.ids.length).sum();
    }
}
