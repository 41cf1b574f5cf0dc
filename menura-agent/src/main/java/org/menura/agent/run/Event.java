package org.menura.agent.run;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.agent.act.Effect;
import org.menura.agent.act.Origin;
import org.menura.agent.act.Taint;
import org.menura.chat.ToolCall;

/** Something that happened in a run. Long texts lie in the run's blobs; events name them by their SHA-256. */
public sealed interface Event {
    /**
     * A process began to work on the run.
     *
     * @param process its number
     * @param sandbox how programs are held: {@code bubblewrap}, …, or {@code none}
     */
    record Opened(long process, String sandbox) implements Event {}

    /**
     * A mind was asked.
     *
     * @param key of the question within the run, which its answer repeats
     * @param mind name of the mind
     * @param prompt blob of the last message, which names the one before
     * @param tools blob of the tools' definitions
     * @param ask blob of the form of the answer
     * @param seed with which the mind draws
     */
    record Prompted(String key, String mind, String prompt, String tools, String ask, long seed) implements Event {}

    /**
     * A mind has answered.
     *
     * @param promptTokens tokens of the prompt that had to be computed
     * @param answerTokens tokens of the answer
     */
    record Thought(
            String key,
            String text,
            @Nullable String reasoning,
            List<ToolCall> calls,
            int[] ids,
            double[] logProbs,
            int promptTokens,
            int answerTokens)
            implements Event {}

    /** A mind has scored answers. */
    record Scored(String key, String mind, List<Double> scores) implements Event {}

    /**
     * A call is about to be made.
     *
     * @param key of the call: the same whenever it is made again
     * @param ordinal number of the call among those of the agent, from 0
     * @param random 64 bits for the call
     * @param taints arguments that were copied from texts of others
     */
    record CallIntended(
            String key,
            int ordinal,
            String tool,
            Effect effect,
            Map<String, @Nullable Object> arguments,
            long random,
            List<Taint> taints)
            implements Event {}

    /**
     * A call was made.
     *
     * @param result blob of its text
     * @param reconciled whether it was found that the call had happened in a process that ended before it could say so
     */
    record CallDone(String key, String result, boolean error, Origin origin, boolean reconciled) implements Event {}

    /** A call was not made. */
    record CallRefused(String key, int ordinal, String tool, Map<String, @Nullable Object> arguments, String why)
            implements Event {}

    /**
     * Something was read from outside of the run: the task, a mail, the clock.
     *
     * @param source what it was read from
     * @param text blob of it
     */
    record Observed(String source, Origin origin, String text) implements Event {}

    /**
     * A claim was made.
     *
     * @param claim its id
     * @param evidence ids of documents or numbers of events that it rests on
     */
    record Claimed(String claim, String text, double confidence, List<String> evidence) implements Event {}

    /** A claim was judged. */
    record Judged(String claim, String judge, String verdict, double confidence) implements Event {}

    /**
     * Something was put into a memory.
     *
     * @param source number of the event that it comes from
     */
    record Remembered(String memory, String text, long source) implements Event {}

    /** A task was given to another agent. */
    record Delegated(String to, String task) implements Event {}

    /**
     * A person is asked.
     *
     * @param id of the question: a hash of run, agent and number of the event
     * @param slot what it is about
     */
    record Suspended(String id, String slot, String question) implements Event {}

    /**
     * A person has answered.
     *
     * @param text the answer, or why a call may not be made; may be empty
     */
    record Approved(String id, boolean approved, String text) implements Event {}

    /**
     * The run was begun as a fork of another one: what stands before this event happened there.
     *
     * @param from id of that run
     * @param at number of the last event of it that counts here
     * @param seed of what follows
     */
    record Forked(String from, long at, long seed) implements Event {}

    /** The run stopped without a result; resuming it tries again. */
    record Failed(String why) implements Event {}

    /**
     * The run came to its end.
     *
     * @param answer blob of what the agent says
     */
    record Finished(String answer) implements Event {}
}
