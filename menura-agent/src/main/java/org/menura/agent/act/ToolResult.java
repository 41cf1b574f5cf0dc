package org.menura.agent.act;

/**
 * What a tool answers.
 *
 * @param text that the model reads
 * @param error whether the call failed by its arguments or by a rule of the tool
 * @param origin where the text comes from
 * @param done whether the call happened; false only from {@link Tool#reconcile}
 */
public record ToolResult(String text, boolean error, Origin origin, boolean done) {
    /** Creates a result. */
    public static ToolResult of(String text) {
        return new ToolResult(text, false, Origin.TOOL, true);
    }

    /** Creates a result whose text others wrote. */
    public static ToolResult outside(String text) {
        return new ToolResult(text, false, Origin.OUTSIDE, true);
    }

    /** Creates a result that says what was wrong with a call. */
    public static ToolResult error(String text) {
        return new ToolResult(text, true, Origin.TOOL, true);
    }

    /** Creates the answer of {@link Tool#reconcile} for a call that did not happen. */
    public static ToolResult notDone() {
        return new ToolResult("", false, Origin.TOOL, false);
    }
}
