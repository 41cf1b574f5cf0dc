package org.menura.springai;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.menura.chat.tool.ParsedCall;
import org.menura.generate.Answer;
import org.menura.generate.session.Generator;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;

/** Answers as Menura has them, as Spring AI has them. */
final class Responses {
    private Responses() {}

    /** Returns a whole answer. */
    static ChatResponse of(Answer answer, String id, String model) {
        return response(
                answer,
                AssistantMessage.builder()
                        .content(answer.text())
                        .properties(thinking(answer.reasoning()))
                        .toolCalls(calls(answer))
                        .build(),
                id,
                model);
    }

    /** Returns the last piece of an answer whose texts have been said. */
    static ChatResponse last(Answer answer, String id, String model) {
        return response(
                answer,
                AssistantMessage.builder().content("").toolCalls(calls(answer)).build(),
                id,
                model);
    }

    /** Returns a piece of text. */
    static ChatResponse text(String piece, String id, String model) {
        return piece(AssistantMessage.builder().content(piece).build(), id, model);
    }

    /** Returns a piece of reasoning. */
    static ChatResponse thought(String piece, String id, String model) {
        return piece(
                AssistantMessage.builder()
                        .content("")
                        .properties(thinking(piece))
                        .build(),
                id,
                model);
    }

    static String newId() {
        return "chat-" + UUID.randomUUID();
    }

    private static ChatResponse piece(AssistantMessage message, String id, String model) {
        return new ChatResponse(
                List.of(new Generation(message)),
                ChatResponseMetadata.builder().id(id).model(model).build());
    }

    private static ChatResponse response(Answer answer, AssistantMessage message, String id, String model) {
        Generator.Result result = answer.result();
        ChatGenerationMetadata ended =
                ChatGenerationMetadata.builder().finishReason(reason(answer)).build();
        return new ChatResponse(
                List.of(new Generation(message, ended)),
                ChatResponseMetadata.builder()
                        .id(id)
                        .model(model)
                        .usage(new DefaultUsage(
                                result.promptTokens(), result.tokens().size()))
                        .build());
    }

    private static Map<String, Object> thinking(String text) {
        return text.isEmpty() ? Map.of() : Map.of(Conversations.THINKING, text);
    }

    private static List<AssistantMessage.ToolCall> calls(Answer answer) {
        return answer.calls().stream().map(Responses::call).toList();
    }

    private static AssistantMessage.ToolCall call(ParsedCall call) {
        return new AssistantMessage.ToolCall(String.valueOf(call.id()), "function", call.name(), call.arguments());
    }

    private static String reason(Answer answer) {
        if (answer.callsTools()) {
            return "TOOL_CALLS";
        }
        return switch (answer.result().reason()) {
            case STOP -> "STOP";
            case LENGTH, CONTEXT -> "LENGTH";
            default -> "OTHER";
        };
    }
}
