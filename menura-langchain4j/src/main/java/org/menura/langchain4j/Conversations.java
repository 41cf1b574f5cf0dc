package org.menura.langchain4j;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.CustomMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.chat.Message;
import org.menura.chat.Role;
import org.menura.chat.ToolCall;
import org.menura.format.FormatException;
import org.menura.format.json.Json;

/** Conversations as LangChain4j has them, as Menura has them. */
final class Conversations {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, @Nullable Object>> VALUES = new TypeReference<>() {};

    private Conversations() {}

    static List<Message> of(List<ChatMessage> messages) {
        return messages.stream().map(Conversations::of).toList();
    }

    private static Message of(ChatMessage message) {
        return switch (message) {
            case SystemMessage m -> Message.system(m.text());
            case UserMessage m -> {
                Message user = new Message(
                        Role.USER, m.contents().stream().map(Conversations::of).toList());
                yield m.name() == null ? user : user.with("name", m.name());
            }
            case AiMessage m -> assistant(m);
            case ToolExecutionResultMessage m -> result(m);
            case CustomMessage _ ->
                throw new UnsupportedFeatureException(
                        "custom messages are not supported: no chat template has a place for them");
            default ->
                throw new UnsupportedFeatureException(
                        "messages of the type %s are not supported".formatted(message.type()));
        };
    }

    private static Message assistant(AiMessage message) {
        Message out =
                message.text() == null ? new Message(Role.ASSISTANT, List.of()) : Message.assistant(message.text());
        if (message.thinking() != null) {
            out = out.withReasoning(message.thinking());
        }
        return message.hasToolExecutionRequests()
                ? out.withToolCalls(message.toolExecutionRequests().stream()
                        .map(Conversations::call)
                        .toList())
                : out;
    }

    static ToolCall call(ToolExecutionRequest request) {
        String given = request.arguments() == null || request.arguments().isBlank() ? "{}" : request.arguments();
        try {
            JsonNode json = Json.parse(given, "the arguments of a call of " + request.name());
            return new ToolCall(request.id(), request.name(), new LinkedHashMap<>(JSON.convertValue(json, VALUES)));
        } catch (FormatException | IllegalArgumentException e) {
            throw new InvalidRequestException(e.getMessage(), e);
        }
    }

    private static Message result(ToolExecutionResultMessage message) {
        List<org.menura.chat.Content> contents =
                message.contents().stream().map(Conversations::of).toList();
        Message out = new Message(Role.TOOL, contents);
        if (message.id() != null) {
            out = out.with("tool_call_id", message.id());
        }
        return message.toolName() == null ? out : out.with("name", message.toolName());
    }

    private static org.menura.chat.Content of(Content content) {
        return switch (content) {
            case TextContent c -> new org.menura.chat.Content.Text(c.text());
            case ImageContent c ->
                Media.image(Media.bytes(c.image().url(), c.image().base64Data(), null, "image"));
            case AudioContent c ->
                Media.audio(Media.bytes(
                        c.audio().url(), c.audio().base64Data(), c.audio().binaryData(), "audio"));
            default ->
                throw new UnsupportedFeatureException(
                        "content of the type %s is not supported".formatted(content.type()));
        };
    }
}
