package org.menura.data.plan;

import org.menura.data.dolma.RowId;

/**
 * A stage in which rows are joined to components of a graph, such as near-duplicates: groups name edges, and what is
 * connected by any path is one component.
 */
public non-sealed interface ComponentsStage extends Stage {
    /** Takes edges. */
    @FunctionalInterface
    interface Edges {
        /** Joins two rows. */
        void join(RowId one, RowId other);
    }

    /**
     * The component of a row.
     *
     * @param smallest the smallest identity in it, which is its name; the row's own where it is alone
     * @param first whether the row is the first of its component, by identity; of copies that are equal to the byte one
     *     is first
     * @param size number of rows in it
     */
    record Membership(RowId smallest, boolean first, long size) {}

    /** Names the groups that a row belongs to. A row without any is alone. Called by many threads at once. */
    void keys(Row row, KeySink out);

    /** Looks at a group and joins members that belong together. Called by many threads at once, a group by one. */
    void edges(Group group, Edges out);

    /** Decides about a row. Called by many threads at once. */
    Outcome apply(Row row, Membership membership);
}
