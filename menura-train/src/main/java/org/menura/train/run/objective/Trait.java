package org.menura.train.run.objective;

/** A trait of an objective in which it differs from the usual ones, which train language models on texts. */
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
