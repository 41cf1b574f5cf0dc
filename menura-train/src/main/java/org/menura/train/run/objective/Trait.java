package org.menura.train.run.objective;

/** Says what an objective differs in from the usual ones, which teach language models with texts. */
public enum Trait {
    /** Learns several tasks one after the other. */
    SEQUENTIAL,
    /** Learns from conversations that show pictures and play sounds. */
    MEDIA,
    /** Teaches the weights themselves, never adapters. */
    WHOLE,
    /** Learns from pictures, which are counted in the place of tokens. */
    IMAGES,
    /** Needs no tokenizer. */
    NO_TEXT
}
