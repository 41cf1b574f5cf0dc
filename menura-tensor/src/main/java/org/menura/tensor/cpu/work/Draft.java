package org.menura.tensor.cpu.work;

/**
 * Work whose ranges may be computed twice: by a thread that the system has put aside in the middle of one, and by the
 * caller, who would else wait for it. Threads other than the caller's write where nobody sees it until they publish.
 */
public interface Draft {
    /** Computes the indices {@code from} (inclusive) to {@code to} (exclusive), results where they belong. */
    void direct(int from, int to);

    /** Returns the floats that {@link #draft} needs. */
    int floats(int from, int to);

    /** Computes a range into memory. Where somebody else has computed it meanwhile, operands may change under it. */
    void draft(int from, int to, float[] memory);

    /** Copies what {@link #draft} has computed where it belongs. */
    void publish(int from, int to, float[] memory);
}
