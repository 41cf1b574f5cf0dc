package org.menura.data;

/**
 * A preference pair: two answers to the same prompt, of which one is the better, all plain text or all messages.
 *
 * @param prompt the prompt of both answers; as in TRL, their common beginning where the data don't name it
 * @param chosen the better answer
 * @param rejected the worse answer
 * @param margin by how much the better answer is better, for reward models; 0 if the data don't say, NaN if what they say is no number
 */
public record Preference(Conversation prompt, Conversation chosen, Conversation rejected, double margin) {
    /** Makes a pair without a margin. */
    public Preference(Conversation prompt, Conversation chosen, Conversation rejected) {
        this(prompt, chosen, rejected, 0);
    }
}
