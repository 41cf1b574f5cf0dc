package org.menura.springai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.chat.tool.ToolChoice;
import org.menura.format.FormatException;
import org.menura.generate.LanguageModel;
import org.menura.generate.Menura;
import org.menura.generate.session.ContextOverflowException;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.observation.ChatModelObservationContext;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;
import org.springframework.ai.tool.function.FunctionToolCallback;

/** Answers, whole and streamed, with options, schemas, reasoning and images. */
@Tag("slow")
class MenuraChatModelTest {
    private static final String CAPITAL = "What is the capital of Germany?";
    private static LanguageModel model;

    @BeforeAll
    static void load(@TempDir Path folder) {
        model = ScriptedChats.model(folder);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static MenuraChatModel chat() {
        return MenuraChatModel.builder().model(model).build();
    }

    private static Generation only(ChatResponse response) {
        assertEquals(1, response.getResults().size());
        return response.getResults().getFirst();
    }

    /** What answers are read into. */
    record Capital(String city, int people) {}

    @Test
    void anAnswerHasItsNumbers() {
        ChatResponse response = chat().call(new Prompt("hello"));
        assertEquals("Hello!", only(response).getOutput().getText());
        assertEquals("STOP", only(response).getMetadata().getFinishReason());
        assertEquals("scripted", response.getMetadata().getModel());
        assertEquals(7, response.getMetadata().getUsage().getCompletionTokens());
        assertTrue(response.getMetadata().getUsage().getPromptTokens() > 7);
        assertFalse(response.getMetadata().getId().isBlank());
    }

    @Test
    void optionsOfThePromptCount() {
        ChatResponse cut = chat().call(
                        new Prompt("hello", ChatOptions.builder().maxTokens(3).build()));
        assertEquals("Hel", only(cut).getOutput().getText());
        assertEquals("LENGTH", only(cut).getMetadata().getFinishReason());
        ChatResponse stopped = chat().call(new Prompt(
                "hello", ChatOptions.builder().stopSequences(List.of("lo")).build()));
        assertEquals("Hel", only(stopped).getOutput().getText());
        assertThrows(
                IllegalArgumentException.class,
                () -> chat().call(new Prompt(
                        "hello", ChatOptions.builder().model("gpt-9").build())));
    }

    @Test
    void anAnswerIsReadIntoARecord() {
        ChatClient client = ChatClient.create(chat());
        assertEquals(new Capital("Berlin", 3), client.prompt(CAPITAL).call().entity(Capital.class));
        String schema = """
                {"type": "object", "properties": {"city": {"type": "string"}, "people": {"type": "integer"}},
                 "required": ["city", "people"], "additionalProperties": false}""";
        ChatResponse response = chat().call(new Prompt(
                CAPITAL, MenuraChatOptions.builder().outputSchema(schema).build()));
        assertEquals(
                "{\"city\": \"Berlin\", \"people\": 3}",
                only(response).getOutput().getText());
    }

    @Test
    void reasoningIsToldApart() {
        Prompt prompt = new Prompt(CAPITAL + " Think first.");
        Generation whole = only(chat().call(prompt));
        assertEquals("It is Berlin.", whole.getOutput().getText());
        assertEquals(
                "It is well known.",
                String.valueOf(whole.getOutput().getMetadata().get("thinking")).strip());
        StringBuilder text = new StringBuilder();
        StringBuilder thoughts = new StringBuilder();
        for (ChatResponse piece : chat().stream(prompt).toIterable()) {
            text.append(only(piece).getOutput().getText());
            thoughts.append(only(piece).getOutput().getMetadata().getOrDefault("thinking", ""));
        }
        assertEquals("It is Berlin.", text.toString());
        assertEquals("It is well known.", thoughts.toString().strip());
    }

    @Test
    void aStreamEndsWithNumbersAndCalls() {
        FunctionToolCallback<Map<String, Object>, String> tool = FunctionToolCallback.builder(
                        "getCurrentWeather", (Map<String, Object> _) -> "sunny")
                .description("the weather")
                .inputType(Map.class)
                .inputSchema("""
                        {"type": "object", "properties": {"lat": {"type": "number"}, "location": {"type": "string"},
                         "lon": {"type": "number"}, "unit": {"type": "string", "enum": ["C", "F"]}}}""")
                .build();
        MenuraChatOptions options = MenuraChatOptions.builder()
                .toolCallbacks(tool)
                .toolChoice(ToolChoice.REQUIRED)
                .build();
        List<ChatResponse> pieces = chat().stream(
                        new Prompt("What's the weather like in San Francisco, Tokyo, and Paris?", options))
                .collectList()
                .block();
        assertNotNull(pieces);
        ChatResponse last = pieces.getLast();
        assertEquals(3, only(last).getOutput().getToolCalls().size());
        assertEquals("TOOL_CALLS", only(last).getMetadata().getFinishReason());
        assertTrue(last.getMetadata().getUsage().getCompletionTokens() > 0);
    }

    @Test
    void aStreamThatNobodyTakesEnds() {
        List<String> three = chat().stream("Count").take(3).collectList().block();
        assertNotNull(three);
        assertEquals(3, three.size());
        assertEquals("Hello!", chat().call("hello")); // the engine is free
    }

    @Test
    void aConversationThatIsTooLongIsRefused() {
        String tooLong = "word ".repeat(4000);
        assertThrows(ContextOverflowException.class, () -> chat().call(tooLong));
        assertThrows(
                ContextOverflowException.class, () -> chat().stream(tooLong).blockLast());
    }

    @Test
    void requestsAreObserved() {
        AtomicReference<@Nullable ChatModelObservationContext> seen = new AtomicReference<>();
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(new ObservationHandler<>() {
            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }

            @Override
            public void onStop(Observation.Context context) {
                seen.set((ChatModelObservationContext) context);
            }
        });
        MenuraChatModel observed = MenuraChatModel.builder()
                .model(model)
                .observationRegistry(registry)
                .build();
        observed.call("hello");
        ChatModelObservationContext context = seen.get();
        assertNotNull(context);
        assertEquals("menura", context.getOperationMetadata().provider());
        assertNotNull(context.getResponse());
    }

    @Test
    void anImageIsSeen() throws IOException {
        Path sample = ScriptedChats.repository("models/nano-omni/samples/picture.png");
        try (LanguageModel omni = Menura.load(ScriptedChats.repository("models/nano-omni"))) {
            MenuraChatModel seeing = MenuraChatModel.builder()
                    .model(omni)
                    .options(MenuraChatOptions.builder()
                            .temperature(0.0)
                            .maxTokens(8)
                            .build())
                    .build();
            Media image = Media.builder()
                    .mimeType(Media.Format.IMAGE_PNG)
                    .data(Files.readAllBytes(sample))
                    .build();
            ChatResponse response = seeing.call(new Prompt(
                    UserMessage.builder().text("What is this?").media(image).build()));
            ChatResponse blind = seeing.call(new Prompt("What is this?"));
            assertTrue(response.getMetadata().getUsage().getPromptTokens()
                    > blind.getMetadata().getUsage().getPromptTokens());
        }
        Media image = Media.builder()
                .mimeType(Media.Format.IMAGE_PNG)
                .data(Files.readAllBytes(sample))
                .build();
        assertThrows(
                FormatException.class,
                () -> chat().call(new Prompt(
                        UserMessage.builder().text("hello").media(image).build())));
    }
}
