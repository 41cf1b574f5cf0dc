package org.menura.data;

/**
 * A preference pair: two answers to the same prompt, of which one is the better, all plain text or all messages.
 *
 * @param prompt the prompt of both answers; as in TRL, their common beginning where the data don't name it
 * @param chosen the better answer
 * @param rejected the worse answer
 */
public record Preference(Conversation prompt, Conversation chosen, Conversation rejected) {}
