package org.menura.data;

/**
 * A source and a target text, for training encoder-decoder models.
 *
 * @param source the text that the encoder reads
 * @param target the text that the decoder is to generate
 */
public record TextPair(String source, String target) {}
