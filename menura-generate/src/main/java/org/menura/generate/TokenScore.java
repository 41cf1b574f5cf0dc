package org.menura.generate;

/**
 * How likely a model holds a token of a given text after all that stands before it.
 *
 * @param token its id
 * @param text what it adds to the text; empty where a character goes on with the next token
 * @param logProb natural logarithm of its probability
 * @param rank 1 for the likeliest of all tokens
 */
public record TokenScore(int token, String text, double logProb, int rank) {}
