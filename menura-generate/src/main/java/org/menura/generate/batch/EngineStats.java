package org.menura.generate.batch;

/**
 * What an {@link Engine} is doing and has done, at one moment.
 *
 * @param running texts whose prompts are being read or that are being written
 * @param reading those of them whose prompts are being read
 * @param waiting texts that wait for their turn
 * @param oldestWaitingSeconds how long the one has waited that waits longest; 0 if none does
 * @param stateBytes bytes of keys, values and recurrent states of the running texts, without what the cache holds
 * @param cacheBytes bytes that the prefix cache holds
 * @param mostBytes the most bytes that both may take
 * @param promptTokens tokens of all prompts whose reading is complete, those from the cache included
 * @param cachedTokens those of them that the prefix cache held
 * @param generatedTokens tokens of all texts so far
 * @param draftedTokens tokens that were guessed ahead
 * @param acceptedTokens those of them that came true
 * @param passes forward passes so far
 * @param completed texts that ended by themselves
 * @param cancelled texts that were stopped or cancelled
 * @param failed texts that ended with an error
 * @param refused texts that were not taken in, as the queue was full
 * @param preempted how often a text gave its memory to others, to be computed anew later
 */
public record EngineStats(
        int running,
        int reading,
        int waiting,
        double oldestWaitingSeconds,
        long stateBytes,
        long cacheBytes,
        long mostBytes,
        long promptTokens,
        long cachedTokens,
        long generatedTokens,
        long draftedTokens,
        long acceptedTokens,
        long passes,
        long completed,
        long cancelled,
        long failed,
        long refused,
        long preempted) {}
