package org.menura.x86.asm;

/** What a branch depends on, in the order of its condition's numbers. */
public enum Condition {
    /** Below, unsigned. */
    BELOW(2),
    /** Not below, unsigned. */
    NOT_BELOW(3),
    EQUAL(4),
    NOT_EQUAL(5),
    /** Below or equal, unsigned. */
    NOT_ABOVE(6),
    /** Above, unsigned. */
    ABOVE(7),
    LESS(12),
    NOT_LESS(13),
    NOT_GREATER(14),
    GREATER(15);

    final int number;

    Condition(int number) {
        this.number = number;
    }
}
