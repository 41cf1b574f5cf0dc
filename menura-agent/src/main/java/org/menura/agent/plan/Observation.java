package org.menura.agent.plan;

import org.menura.agent.act.ToolResult;
import org.menura.chat.ToolCall;

/** What came of a part of the last act. */
public sealed interface Observation {
    /** Returns the text that the agent reads. */
    String text();

    /** Returns whether it failed. */
    boolean failed();

    /** The result of a tool's call. */
    record Called(ToolCall call, ToolResult result) implements Observation {
        @Override
        public String text() {
            return result.text();
        }

        @Override
        public boolean failed() {
            return result.error();
        }
    }

    /** The reply of an agent to a task. */
    record Replied(Act.Delegate.Task task, String text, boolean failed) implements Observation {}

    /** The person's answer to a question. */
    record Told(String question, String text) implements Observation {
        @Override
        public boolean failed() {
            return false;
        }
    }
}
