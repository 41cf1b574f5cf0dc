package org.menura.langchain4j;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.menura.agent.mind.MindException;
import org.menura.chat.Message;
import org.menura.chat.ToolCall;

/** Conversations as Menura has them, as LangChain4j has them. */
final class ChatMessages {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ChatMessages() {}

    static List<ChatMessage> of(List<Message> messages) {
        List<ChatMessage> out = new ArrayList<>();
        for (Message message : messages) {
            if (!message.media().isEmpty()) {
                throw new MindException(
                        "pictures and sounds are not passed on to LangChain4j's models; give such an agent a local mind");
            }
            out.add(of(message));
        }
        return out;
    }

    private static ChatMessage of(Message message) {
        String text = message.text();
        return switch (message.role().toString()) {
            case "system" -> SystemMessage.from(text);
            case "assistant" -> assistant(message);
            case "tool" -> result(message);
            default -> UserMessage.from(text);
        };
    }

    private static ChatMessage assistant(Message message) {
        AiMessage.Builder out = AiMessage.builder();
        if (!message.text().isEmpty()) {
            out.text(message.text());
        }
        if (!message.toolCalls().isEmpty()) {
            out.toolExecutionRequests(
                    message.toolCalls().stream().map(ChatMessages::request).toList());
        }
        return out.build();
    }

    private static ToolExecutionRequest request(ToolCall call) {
        try {
            return ToolExecutionRequest.builder()
                    .id(call.id())
                    .name(call.name())
                    .arguments(JSON.writeValueAsString(call.arguments()))
                    .build();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ChatMessage result(Message message) {
        String name = Objects.toString(message.fields().get("name"), "tool");
        String id = message.toolCallId();
        return ToolExecutionResultMessage.from(id == null ? "" : id, name, message.text());
    }
}
