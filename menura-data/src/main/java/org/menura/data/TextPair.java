package org.menura.data;

/**
 * What an encoder-decoder reads, and what it is to write.
 *
 * @param source what is read
 * @param target what is to be written
 */
public record TextPair(String source, String target) {}
