package org.menura.data;

/**
 * A source and a target text, for training encoder-decoder models.
 *
 * @param source what is read
 * @param target what is to be written
 */
public record TextPair(String source, String target) {}
