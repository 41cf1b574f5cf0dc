package org.menura.data.plan;

import org.jspecify.annotations.Nullable;

/** The rows of one key, one after the other: they may be more than memory holds. */
public interface Group {
    /** Returns the key. */
    byte[] key();

    /** Returns the next member, in the order of {@link KeySink#emit}; null at the end. */
    @Nullable
    Member next();

    /** Returns the number of members; only for stages that ask for it ({@link KeyedStage#countsMembers}). */
    long size();
}
