package org.menura.eval.model;

/**
 * Asks for the log-likelihood of a continuation after a context. The model splits the two where lm-evaluation-harness
 * does: white space that ends the context belongs to the continuation, and both are encoded together.
 *
 * @param context empty where the continuation follows the beginning of a text
 */
public record ContinuationRequest(String context, String continuation) {}
