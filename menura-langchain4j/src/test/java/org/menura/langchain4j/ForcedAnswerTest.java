package org.menura.langchain4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.json.Json;
import org.menura.generate.LanguageModel;
import org.menura.generate.Menura;
import org.menura.scripted.Script;

/** Models that would say something else keep to tools and schemas. */
@Tag("slow")
class ForcedAnswerTest {
    private static final JsonObjectSchema VERDICT = JsonObjectSchema.builder()
            .addEnumProperty("verdict", List.of("good", "bad"))
            .addBooleanProperty("sure")
            .required("verdict", "sure")
            .additionalProperties(false)
            .build();

    private static ResponseFormat format(JsonSchemaElement root) {
        return ResponseFormat.builder()
                .type(ResponseFormatType.JSON)
                .jsonSchema(
                        JsonSchema.builder().name("answer").rootElement(root).build())
                .build();
    }

    private static LanguageModel stubborn(Path folder) {
        return Menura.load(new Script()
                .answer("I would rather tell you a story about a cat and a dog.")
                .writeTo(folder.resolve("stubborn")));
    }

    private static void check(ChatModel chat) {
        ChatResponse response = chat.chat(ChatRequest.builder()
                .messages(UserMessage.from("Is this good?"))
                .responseFormat(format(VERDICT))
                .build());
        JsonNode json = Json.parse(response.aiMessage().text(), "the answer");
        assertTrue(List.of("good", "bad").contains(json.path("verdict").asText()), json.toString());
        assertTrue(json.path("sure").isBoolean(), json.toString());
        assertEquals(2, json.size());
        assertEquals(FinishReason.STOP, response.finishReason());
    }

    @Test
    void anAnswerKeepsToItsSchema(@TempDir Path folder) {
        try (LanguageModel model = stubborn(folder)) {
            check(MenuraChatModel.builder().model(model).thinking(false).build());
        }
        try (LanguageModel nano = Menura.load(Repository.path("models/nano"))) {
            for (long seed = 0; seed < 8; seed++) {
                check(MenuraChatModel.builder()
                        .model(nano)
                        .seed(seed)
                        .temperature(1.5)
                        .build());
            }
        }
    }

    @Test
    void aCallIsForced(@TempDir Path folder) {
        ToolSpecification judge = ToolSpecification.builder()
                .name("judge")
                .description("says what is good")
                .parameters(VERDICT)
                .build();
        try (LanguageModel model = stubborn(folder)) {
            ChatModel chat =
                    MenuraChatModel.builder().model(model).thinking(false).build();
            AiMessage answer = chat.chat(ChatRequest.builder()
                            .messages(UserMessage.from("Is this good?"))
                            .toolSpecifications(judge)
                            .toolChoice(ToolChoice.REQUIRED)
                            .build())
                    .aiMessage();
            assertTrue(answer.hasToolExecutionRequests());
            assertEquals("judge", answer.toolExecutionRequests().getFirst().name());
            JsonNode json = Json.parse(answer.toolExecutionRequests().getFirst().arguments(), "the arguments");
            assertTrue(List.of("good", "bad").contains(json.path("verdict").asText()), json.toString());
        }
    }

    @Test
    void aSchemaThatCannotBeEnforcedIsRefused(@TempDir Path folder) {
        try (LanguageModel model = stubborn(folder)) {
            ChatModel chat = MenuraChatModel.builder().model(model).build();
            InvalidRequestException e = assertThrows(
                    InvalidRequestException.class,
                    () -> chat.chat(ChatRequest.builder()
                            .messages(UserMessage.from("Is this good?"))
                            .responseFormat(format(JsonRawSchema.from("{\"$ref\": \"https://example.org/other\"}")))
                            .build()));
            assertTrue(String.valueOf(e.getMessage()).contains("example.org"), e.getMessage());
        }
    }
}
