package org.menura.data.plan;

/** What a stage decides about a row. */
public sealed interface Outcome {
    /** Keeps a row, as it was or changed: the engine sees by itself whether text, fields or attributes differ. */
    record Keep(Row row) implements Outcome {}

    /**
     * Drops a row.
     *
     * @param reason in words, for {@code menura data show} and for counts: few different texts, such as {@code too few
     *     words}; what differs from row to row goes into the detail
     * @param detail such as {@code 12 words} or the identity of the row that is kept instead; may be empty
     */
    record Drop(String reason, String detail) implements Outcome {}

    /** Keeps a row. */
    static Outcome keep(Row row) {
        return new Keep(row);
    }

    /** Drops a row for a reason. */
    static Outcome drop(String reason) {
        return new Drop(reason, "");
    }

    /** Drops a row for a reason, with what is particular to it. */
    static Outcome drop(String reason, String detail) {
        return new Drop(reason, detail);
    }
}
