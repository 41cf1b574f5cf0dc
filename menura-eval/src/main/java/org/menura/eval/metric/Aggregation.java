package org.menura.eval.metric;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes one figure of what the documents of a task scored. */
public interface Aggregation {
    /** Returns the name, as task files give it. */
    String name();

    /**
     * Aggregates scores.
     *
     * @return a float or an integer
     * @throws org.menura.format.FormatException if a score is not of the kind that is aggregated
     */
    Number of(List<? extends @Nullable Object> scores);

    /** Prepares scores for many draws with replacement, each of which is aggregated. */
    default Drawn prepare(List<? extends @Nullable Object> scores) {
        return picks -> {
            List<@Nullable Object> drawn = new java.util.ArrayList<>(picks.length);
            for (int pick : picks) {
                drawn.add(scores.get(pick));
            }
            return of(drawn).doubleValue();
        };
    }

    /** Scores of which some are drawn. */
    @FunctionalInterface
    interface Drawn {
        /** Aggregates the scores with these indices. */
        double of(int[] picks);
    }
}
