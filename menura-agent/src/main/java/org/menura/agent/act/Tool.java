package org.menura.agent.act;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.ToolDefinition;

/**
 * A tool that an agent calls. What its call needs of clock, randomness and files comes from the {@link ToolContext}, so that a run
 * can be replayed.
 */
public interface Tool {
    /** Returns name, description and JSON schema of the arguments. */
    ToolDefinition definition();

    /** Returns what a call does to the world. */
    Effect effect();

    /**
     * Calls the tool.
     *
     * @param arguments JSON values by name, valid by the schema
     * @return the result; a fault of the arguments is a result with {@link ToolResult#error}, which the model reads
     * @throws IOException if the world fails: the run stops or tries again, by its policy
     */
    ToolResult call(Map<String, @Nullable Object> arguments, ToolContext context)
            throws IOException, InterruptedException;

    /**
     * Finds out whether a call with {@link Effect#ONCE} happened whose result was lost when the process ended.
     *
     * @return its result if it happened; a {@link ToolResult#notDone} if it did not; empty if that can't be known
     */
    default Optional<ToolResult> reconcile(Map<String, @Nullable Object> arguments, ToolContext context)
            throws IOException, InterruptedException {
        return Optional.empty();
    }

    /**
     * Tells a tool of a call that an earlier process of this run has made: for tools that keep something in memory, to be kept again.
     * Calls of a run are told in order.
     */
    default void restore(Map<String, @Nullable Object> arguments, ToolResult result, ToolContext context)
            throws IOException, InterruptedException {}

    /**
     * Makes again, for a fork of a run, what a call of the run had made in {@link ToolContext#out}, which is empty at first. What the
     * call did elsewhere stays as it is. Unless overridden, tools with {@link Effect#IDEMPOTENT} are called again with their key.
     */
    default void rebuild(Map<String, @Nullable Object> arguments, ToolResult result, ToolContext context)
            throws IOException, InterruptedException {
        if (effect() == Effect.IDEMPOTENT) {
            var _ = call(arguments, context);
        }
    }

    /**
     * Returns what others wrote of the tool, such as the server that it belongs to: addresses and numbers that a model may take from its description into
     * a call count as copied from there.
     */
    default String foreignWords() {
        return "";
    }
}
