package org.menura.generate;

/**
 * The log-probability and rank of a token of a given text, as a model predicts it from the tokens before it.
 *
 * @param token its id
 * @param text text of the token; empty where a character goes on with the next token
 * @param logProb natural logarithm of its probability
 * @param rank 1 for the likeliest of all tokens
 */
public record TokenScore(int token, String text, double logProb, int rank) {}
