package org.menura.train.ledger;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * A retention policy for checkpoints.
 *
 * @param last number of the newest checkpoints to keep, at least 1
 * @param every interval in steps of further checkpoints to keep; 0 for none
 */
public record KeepPolicy(int last, long every) {
    /** The policy that keeps all checkpoints. */
    public static final KeepPolicy ALL = new KeepPolicy(Integer.MAX_VALUE, 0);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if {@code last} is not positive, or {@code every} negative
     */
    public KeepPolicy {
        if (last < 1 || every < 0) {
            throw new IllegalArgumentException(
                    "keeping the last %d checkpoints and every %d-th is not possible".formatted(last, every));
        }
    }

    /** Returns those of the {@code steps} whose checkpoints may be deleted, in ascending order. */
    public List<Long> surplus(Collection<Long> steps) {
        List<Long> sorted = List.copyOf(new TreeSet<>(steps));
        return sorted.subList(0, Math.max(0, sorted.size() - last)).stream()
                .filter(step -> every == 0 || step % every != 0)
                .toList();
    }
}
