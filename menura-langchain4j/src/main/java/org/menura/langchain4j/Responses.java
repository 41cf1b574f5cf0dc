package org.menura.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.ParsedCall;
import org.menura.generate.Answer;
import org.menura.generate.session.Generator;

/** Answers as Menura has them, as LangChain4j has them. */
final class Responses {
    private Responses() {}

    static ChatResponse of(Answer answer, String modelName) {
        Generator.Result result = answer.result();
        return ChatResponse.builder()
                .aiMessage(AiMessage.builder()
                        .text(text(answer))
                        .thinking(answer.reasoning().isEmpty() ? null : answer.reasoning())
                        .toolExecutionRequests(
                                answer.calls().stream().map(Responses::call).toList())
                        .build())
                .metadata(ChatResponseMetadata.builder()
                        .id("chat-" + UUID.randomUUID())
                        .modelName(modelName)
                        .tokenUsage(new TokenUsage(
                                result.promptTokens(), result.tokens().size()))
                        .finishReason(reason(answer))
                        .build())
                .build();
    }

    private static @Nullable String text(Answer answer) {
        return answer.text().isEmpty() && !answer.calls().isEmpty() ? null : answer.text();
    }

    static ToolExecutionRequest call(ParsedCall call) {
        return ToolExecutionRequest.builder()
                .id(call.id())
                .name(call.name())
                .arguments(call.arguments())
                .build();
    }

    private static FinishReason reason(Answer answer) {
        if (answer.callsTools()) {
            return FinishReason.TOOL_EXECUTION;
        }
        return switch (answer.result().reason()) {
            case STOP -> FinishReason.STOP;
            case LENGTH, CONTEXT -> FinishReason.LENGTH;
            default -> FinishReason.OTHER;
        };
    }
}
