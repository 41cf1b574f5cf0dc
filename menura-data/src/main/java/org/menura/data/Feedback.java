package org.menura.data;

/**
 * An answer to a prompt with a verdict, for preference training without pairs.
 *
 * @param prompt the prompt that is answered
 * @param answer plain text or messages, as the prompt
 * @param good the verdict
 */
public record Feedback(Conversation prompt, Conversation answer, boolean good) {}
