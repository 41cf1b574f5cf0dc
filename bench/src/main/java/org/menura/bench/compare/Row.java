package org.menura.bench.compare;

import org.jspecify.annotations.Nullable;

/**
 * A line of the table: one quantity of one piece of work.
 *
 * @param contest the work's name
 * @param metric what it is called in the output that it is read from: {@code tg64}
 * @param group heading that it stands under
 * @param title for readers
 * @param goal to be reached beside the contest's main peer
 * @param reference another metric of the contest that Menura's own is held against, where there is no peer; else null
 */
record Row(
        String contest,
        String metric,
        String group,
        String title,
        Unit unit,
        Goal goal,
        @Nullable String reference) {
    /** A row for peers. */
    Row(String contest, String metric, String group, String title, Unit unit, Goal goal) {
        this(contest, metric, group, title, unit, goal, null);
    }

    /** Under which measurements are kept: {@code llama-1b-Q4_0/tg64}. */
    String key() {
        return contest + "/" + metric;
    }
}
