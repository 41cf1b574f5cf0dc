package org.menura.agent.mind;

import java.util.List;
import org.menura.chat.Message;
import org.menura.chat.tool.ToolDefinition;

/**
 * What a mind is asked about: a conversation and the tools that it may call.
 *
 * @param messages from the first to the one to be answered
 * @param tools described to the model; empty if there are none
 */
public record Prompt(List<Message> messages, List<ToolDefinition> tools) {
    public Prompt {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
    }

    /** Creates a prompt without tools. */
    public static Prompt of(Message... messages) {
        return new Prompt(List.of(messages), List.of());
    }
}
