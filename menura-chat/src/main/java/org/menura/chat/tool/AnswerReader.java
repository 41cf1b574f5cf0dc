package org.menura.chat.tool;

/** A reader of an answer's structure, step by step. */
interface AnswerReader {
    /** Returns what of a generation prompt belongs to the answer, such as the opening of reasoning. */
    String opened(String generationPrompt);

    /** Reads on; returns whether more can be read from what there is. */
    boolean step();

    /** Says what is left when the answer has ended and no step can be made. */
    void finish();
}
