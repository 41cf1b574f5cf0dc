package org.menura.generate;

import java.util.List;
import org.menura.chat.tool.ParsedCall;
import org.menura.generate.session.Generator;

/**
 * The assistant's message, complete.
 *
 * @param text what it says; empty if nothing
 * @param reasoning what it thought before; empty if nothing
 * @param calls the tool calls, in order; each has an id
 * @param result tokens, times and the reason of the end
 */
public record Answer(String text, String reasoning, List<ParsedCall> calls, Generator.Result result) {
    /** Copies the list. */
    public Answer {
        calls = List.copyOf(calls);
    }

    /** Returns whether the answer ended by itself with at least one whole tool call. */
    public boolean callsTools() {
        return !calls.isEmpty() && result.reason() == Generator.Reason.STOP;
    }
}
