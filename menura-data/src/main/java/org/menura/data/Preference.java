package org.menura.data;

/**
 * A preference pair: two answers to the same prompt, of which one is the better, all plain text or all messages.
 *
 * @param prompt what both answer; as in TRL, taken from what both begin with where the data don't name it
 * @param chosen the better answer
 * @param rejected the other
 */
public record Preference(Conversation prompt, Conversation chosen, Conversation rejected) {}
