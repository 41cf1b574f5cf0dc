package org.menura.model.multimodal;

/** How the prompts of a model that sees are written. */
public enum Prompting {
    /** Pictures stand where they belong in the text: a placeholder for each of their rows. */
    IN_TEXT,
    /** The same, each frame of a picture between marks that say which part of it that is (Idefics 3). */
    FRAMED,
    /** Pictures stand before the text, which begins as a text alone does (BLIP-2). */
    BEFORE_TEXT,
    /** The same, and the text ends with a line break (PaliGemma). */
    BEFORE_LINE
}
