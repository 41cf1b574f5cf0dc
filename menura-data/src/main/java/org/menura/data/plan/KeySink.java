package org.menura.data.plan;

/** Takes what a row contributes to groups. */
public interface KeySink {
    /**
     * Adds the row to the group of a key.
     *
     * @param key rows of equal bytes meet in one group
     * @param order members of a group come in the unsigned order of these bytes, then of their identities
     * @param value what the group is told of the row
     */
    void emit(byte[] key, byte[] order, byte[] value);

    /** Adds the row to the group of a key, in which members come in the order of their identities. */
    default void emit(byte[] key, byte[] value) {
        emit(key, new byte[0], value);
    }
}
