package org.menura.agent.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.chat.ToolCall;

/** An act of an agent: what it does next. */
public sealed interface Act {
    /**
     * Calls tools; none of the calls needs the result of another, so they may be made at once.
     *
     * @param calls in the order of their results; at least one
     * @param text that was said with them; may be empty
     * @param reasoning that preceded them, or null
     */
    record Call(List<ToolCall> calls, String text, @Nullable String reasoning) implements Act {
        public Call {
            calls = List.copyOf(calls);
            if (calls.isEmpty()) {
                throw new IllegalArgumentException("a call act needs at least one call");
            }
        }

        /** Creates an act that calls tools without a word. */
        public static Call of(List<ToolCall> calls) {
            return new Call(calls, "", null);
        }
    }

    /** Asks the person for whom the agent works, and waits for the answer. */
    record Ask(String question) implements Act {}

    /** Gives tasks to other agents; none needs the reply to another, so they may be worked on at once. */
    record Delegate(List<Task> tasks) implements Act {
        public Delegate {
            tasks = List.copyOf(tasks);
            if (tasks.isEmpty()) {
                throw new IllegalArgumentException("a delegation needs at least one task");
            }
        }

        /**
         * A task for an agent.
         *
         * @param agent its name
         * @param text what it is to do
         */
        public record Task(String agent, String text) {}
    }

    /** Ends the run with an answer. */
    record Answer(String text, @Nullable String reasoning) implements Act {
        /** Creates an answer without reasoning. */
        public Answer(String text) {
            this(text, null);
        }
    }

    /** Stops the run until a person lets it go on. */
    record Suspend(String reason) implements Act {}
}
