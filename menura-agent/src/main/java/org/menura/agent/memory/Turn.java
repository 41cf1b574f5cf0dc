package org.menura.agent.memory;

import java.util.ArrayList;
import java.util.List;
import org.menura.chat.Message;
import org.menura.chat.Role;
import org.menura.chat.ToolCall;

/**
 * A turn of a conversation: a message, or an assistant's calls with the results of all of them. It enters and leaves memory as a
 * whole.
 *
 * @param messages in order; at least one
 */
public record Turn(List<Message> messages) {
    /**
     * Creates a turn.
     *
     * @throws IllegalArgumentException if a result has no call before it, or a call no result
     */
    public Turn {
        messages = List.copyOf(messages);
        if (messages.isEmpty()) {
            throw new IllegalArgumentException("a turn needs a message");
        }
        List<ToolCall> calls = messages.getFirst().toolCalls();
        if (messages.size() - 1 != calls.size()) {
            throw new IllegalArgumentException(
                    "a turn of %d calls needs as many results, not %d".formatted(calls.size(), messages.size() - 1));
        }
        if (messages.getFirst().role().equals(Role.TOOL)) {
            throw new IllegalArgumentException("the result of a call needs the call before it");
        }
        for (int i = 0; i < calls.size(); i++) {
            Message result = messages.get(i + 1);
            String id = calls.get(i).id();
            if (!result.role().equals(Role.TOOL) || id != null && !id.equals(result.toolCallId())) {
                throw new IllegalArgumentException(
                        "call %s of %s has no result".formatted(id, calls.get(i).name()));
            }
        }
    }

    /** Creates a turn of one message without calls. */
    public static Turn of(Message message) {
        return new Turn(List.of(message));
    }

    /**
     * Splits a conversation into turns.
     *
     * @throws IllegalArgumentException if a call and its result are parted
     */
    public static List<Turn> split(List<Message> conversation) {
        List<Turn> out = new ArrayList<>();
        for (int i = 0; i < conversation.size(); ) {
            int end = Math.min(
                    conversation.size(), i + 1 + conversation.get(i).toolCalls().size());
            out.add(new Turn(conversation.subList(i, end)));
            i = end;
        }
        return out;
    }

    /** Returns whether it is a message of the person. */
    public boolean isUser() {
        return messages.getFirst().role().equals(Role.USER);
    }
}
