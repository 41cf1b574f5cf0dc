package org.menura.chat.template;

/** Python's {@code None}. */
enum None {
    NONE
}
