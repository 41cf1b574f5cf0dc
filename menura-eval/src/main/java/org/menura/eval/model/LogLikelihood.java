package org.menura.eval.model;

/**
 * The log-likelihood of a continuation.
 *
 * @param value the sum of the tokens' natural logarithms
 * @param greedy whether each token is the most likely one at its place
 */
public record LogLikelihood(double value, boolean greedy) {}
