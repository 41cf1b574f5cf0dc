package org.menura.format.template;

/** Python's {@code None}. */
enum None {
    NONE
}
