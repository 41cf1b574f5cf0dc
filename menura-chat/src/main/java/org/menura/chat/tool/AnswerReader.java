package org.menura.chat.tool;

/** A reader of an answer's structure, step by step. */
interface AnswerReader {
    /** Reads on; returns whether more can be read from what there is. */
    boolean step();

    /** Says what is left when the answer has ended and no step can be made. */
    void finish();
}
