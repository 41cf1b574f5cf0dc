package org.menura.generate.sample;

/**
 * A finished sequence of beam search, with its score.
 *
 * @param tokens the new tokens, with the end of sequence if there is one
 * @param score sum of their log-probabilities divided by {@code length^length_penalty}
 */
public record Hypothesis(int[] tokens, double score) {}
