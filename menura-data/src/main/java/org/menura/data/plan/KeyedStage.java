package org.menura.data.plan;

import java.util.List;

/** A stage in which rows meet that have a key in common: exact duplicates, counts, quotas. */
public non-sealed interface KeyedStage extends Stage {
    /** Takes what a group says of its members. */
    @FunctionalInterface
    interface Results {
        /** Says something of a member, which {@link KeyedStage#apply} gets. */
        void add(Member member, byte[] result);
    }

    /** Names the groups that a row belongs to: none, one or many. Called by many threads at once. */
    void keys(Row row, KeySink out);

    /** Looks at a group and says something of any of its members. Called by many threads at once, a group by one. */
    void group(Group group, Results out);

    /**
     * Decides about a row.
     *
     * @param results what its groups said of it, sorted by their bytes; none if they said nothing
     */
    Outcome apply(Row row, List<byte[]> results);

    /** Returns whether {@link Group#size} is needed before members are read, which costs another look at them. */
    default boolean countsMembers() {
        return false;
    }
}
