package org.menura.data;

/**
 * An answer with a verdict, without another one to compare it with.
 *
 * @param prompt what is answered
 * @param answer plain text or messages, as the prompt
 * @param good the verdict
 */
public record Feedback(Conversation prompt, Conversation answer, boolean good) {}
