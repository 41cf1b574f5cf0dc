package org.menura.chat.tool;

/** A reader of an answer's structure, step by step. */
interface AnswerReader {
    /** Reads on; returns whether more can be read from what there is. */
    boolean step();

    /** Drops what is held back as the begin of a delimiter or of a call, which the answer's end cuts off. */
    void cutOff();

    /** Says what is left when the answer has ended and no step can be made. */
    void finish();
}
