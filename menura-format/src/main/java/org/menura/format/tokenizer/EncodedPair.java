package org.menura.format.tokenizer;

/**
 * The token ids of two texts joined into one sequence, with their segment ids.
 *
 * @param ids the token ids
 * @param typeIds for each id the segment that it belongs to: 0 or 1 for BERT, always 0 for tokenizers that know none
 */
public record EncodedPair(int[] ids, int[] typeIds) {}
