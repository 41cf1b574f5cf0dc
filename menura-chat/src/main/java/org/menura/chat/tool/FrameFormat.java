package org.menura.chat.tool;

import java.util.List;
import org.menura.tensor.annotation.Extension;

/**
 * How answers are written as messages with headers, which say by channel or recipient what the body is.
 *
 * @param start what begins a message, with the role
 * @param channel what comes before the name of a channel; empty if there are none
 * @param recipient what comes before the name of a recipient
 * @param constraint what comes before the type of the body; empty if there is none
 * @param body what comes before the body
 * @param ends what ends a message, the usual first
 * @param reasoning channels or recipients of reasoning
 * @param text channels or recipients of text, the usual first
 * @param ignored recipients that say nothing
 * @param functions what comes before a function's name in a recipient
 * @param nested the form of calls within bodies; empty if a body is the arguments as JSON
 */
@Extension
public record FrameFormat(
        String start,
        String channel,
        String recipient,
        String constraint,
        String body,
        List<String> ends,
        List<String> reasoning,
        List<String> text,
        List<String> ignored,
        String functions,
        List<CallFormat> nested) {
    public FrameFormat {
        ends = List.copyOf(ends);
        reasoning = List.copyOf(reasoning);
        text = List.copyOf(text);
        ignored = List.copyOf(ignored);
        nested = List.copyOf(nested);
    }
}
