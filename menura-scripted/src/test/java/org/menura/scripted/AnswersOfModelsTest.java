package org.menura.scripted;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.chat.Message;
import org.menura.chat.tool.AnswerEvent;
import org.menura.chat.tool.ToolChoice;
import org.menura.chat.tool.ToolDefinition;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.generate.Answer;
import org.menura.generate.AnswerRequest;
import org.menura.generate.AnswerStream;
import org.menura.generate.GenerationOptions;
import org.menura.generate.LanguageModel;
import org.menura.generate.Menura;
import org.menura.generate.TextForm;
import org.menura.generate.session.ContextOverflowException;
import org.menura.generate.session.Generator;
import org.menura.model.adapter.AdapterSelection;

/** Conversations in, events out: what servers and adapters build on. */
@Tag("slow")
class AnswersOfModelsTest {
    private static final ToolDefinition WEATHER = tool("weather", "city");
    private static final ToolDefinition TIME = tool("time", "country");
    private static LanguageModel model;

    private static ToolDefinition tool(String name, String argument) {
        return new ToolDefinition(
                name,
                "the " + name,
                Json.parse(
                        "{\"type\": \"object\", \"properties\": {\"%s\": {\"type\": \"string\"}}, \"required\": [\"%s\"]}"
                                .formatted(argument, argument),
                        "a schema"));
    }

    private static String call(String name, String argument, String value) {
        return "<tool_call>\n{\"name\": \"%s\", \"arguments\": {\"%s\": \"%s\"}}\n</tool_call>"
                .formatted(name, argument, value);
    }

    @BeforeAll
    static void load(@TempDir Path folder) {
        model = Menura.load(new Script()
                .answer("It is sunny.", "weather in Munich", "<tool_response>\nsun")
                .answer(
                        call("weather", "city", "Munich") + "\n" + call("time", "country", "France"),
                        "weather in Munich and time")
                .answer("Let me see.\n" + call("weather", "city", "Munich"), "weather in Munich")
                .answer("<think>\nThat is easy.\n</think>\n\nFour.", "2 + 2")
                .answer("word ".repeat(500), "Count")
                .answer("Hello!")
                .writeTo(folder.resolve("model")));
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static AnswerRequest request(String text) {
        return AnswerRequest.of(Message.user(text));
    }

    private static List<AnswerEvent> events(AnswerStream stream) throws InterruptedException {
        List<AnswerEvent> out = new ArrayList<>();
        for (AnswerEvent event = stream.next(); event != null; event = stream.next()) {
            out.add(event);
        }
        return out;
    }

    @Test
    void eventsAddUpToTheAnswer() throws InterruptedException {
        try (AnswerStream stream =
                model.stream(request("What is the weather in Munich?").withTools(List.of(WEATHER)))) {
            StringBuilder text = new StringBuilder();
            StringBuilder arguments = new StringBuilder();
            List<String> ids = new ArrayList<>();
            for (AnswerEvent event : events(stream)) {
                switch (event) {
                    case AnswerEvent.Text(String piece) -> text.append(piece);
                    case AnswerEvent.ArgumentText(int _, String json) -> arguments.append(json);
                    case AnswerEvent.CallBegin(int _, String id, String _) -> ids.add(id);
                    case AnswerEvent.CallEnd(int _, String id, boolean complete) -> {
                        ids.add(id);
                        assertTrue(complete);
                    }
                    default -> throw new AssertionError(event);
                }
            }
            Answer answer = stream.answer();
            assertEquals(answer.text(), text.toString());
            assertEquals("Let me see.", answer.text().strip());
            assertEquals(answer.calls().getFirst().arguments(), arguments.toString());
            assertEquals(ids.getFirst(), ids.getLast());
            assertEquals(ids.getFirst(), answer.calls().getFirst().id());
            assertTrue(answer.callsTools());
            assertNull(stream.next());
        }
    }

    @Test
    void callsHaveIdsOfTheirOwn() {
        Answer answer = model.answer(
                request("What is the weather in Munich and time in France?").withTools(List.of(WEATHER, TIME)));
        assertEquals(2, answer.calls().size());
        assertEquals("time", answer.calls().getLast().name());
        assertNotEquals(answer.calls().getFirst().id(), answer.calls().getLast().id());
        assertTrue(String.valueOf(answer.calls().getFirst().id()).matches("[a-zA-Z0-9]{9}"));
    }

    @Test
    void oneCallIsOneCall() {
        AnswerRequest request = request("What is the weather in Munich and time in France?")
                .withTools(List.of(WEATHER, TIME))
                .withChoice(ToolChoice.REQUIRED, false);
        assertEquals(1, model.answer(request).calls().size());
    }

    @Test
    void theNamedToolIsCalled() {
        AnswerRequest request = request("What is the weather in Munich?")
                .withTools(List.of(WEATHER, TIME))
                .withVariable("enable_thinking", false)
                .withChoice(new ToolChoice.Named("time"), false);
        Answer answer = model.answer(request);
        assertEquals("time", answer.calls().getFirst().name());
        assertThrows(IllegalArgumentException.class, () -> request.withChoice(new ToolChoice.Named("rain"), false));
    }

    @Test
    void withoutToolsThereAreNoCalls() {
        AnswerRequest request = request("What is the weather in Munich?");
        String said = "Let me see.\n" + call("weather", "city", "Munich");
        assertEquals(said, model.answer(request).text());
        Answer none = model.answer(request.withTools(List.of(WEATHER)).withChoice(ToolChoice.NONE, true));
        assertEquals(said, none.text());
        assertTrue(none.calls().isEmpty());
    }

    @Test
    void aToolsAnswerIsHeard() {
        AnswerRequest request = AnswerRequest.of(
                        Message.user("What is the weather in Munich?"),
                        Message.assistant("")
                                .withToolCalls(List.of(new org.menura.chat.ToolCall(
                                        "a", "weather", java.util.Map.of("city", "Munich")))),
                        Message.tool("a", "sun"))
                .withTools(List.of(WEATHER));
        assertEquals("It is sunny.", model.answer(request).text());
    }

    @Test
    void reasoningIsToldApart() throws InterruptedException {
        try (AnswerStream stream = model.stream(request("What is 2 + 2?"))) {
            assertInstanceOf(AnswerEvent.Reasoning.class, stream.next());
            Answer answer = stream.answer();
            assertEquals("That is easy.", answer.reasoning().strip());
            assertEquals("Four.", answer.text());
        }
    }

    @Test
    void jsonIsJson() {
        AnswerRequest request = request("hello")
                .withVariable("enable_thinking", false)
                .withForm(new TextForm.Schema(Json.parse("{\"enum\": [\"yes\", \"no\"]}", "a schema")));
        assertTrue(List.of("\"yes\"", "\"no\"")
                .contains(model.answer(request).text().strip()));
        AnswerRequest wrong =
                request("hello").withForm(new TextForm.Schema(Json.parse("{\"type\": \"strong\"}", "a schema")));
        assertThrows(FormatException.class, () -> model.answer(wrong));
    }

    @Test
    void aStoppedAnswerIsWhatThereIs() throws InterruptedException {
        try (AnswerStream stream = model.stream(request("Count"))) {
            assertNotNull(stream.next());
            stream.stop();
            Answer answer = stream.answer();
            assertEquals(Generator.Reason.CANCELLED, answer.result().reason());
            assertTrue(answer.text().startsWith("w"), answer.text());
        }
        assertEquals("Hello!", model.answer(request("hello")).text());
    }

    @Test
    void whatDoesNotFitIsRefused() {
        String tooLong = "x".repeat(9000);
        assertThrows(ContextOverflowException.class, () -> model.answer(request(tooLong)));
        assertThrows(
                IllegalArgumentException.class,
                () -> model.answer(request("hello")
                        .with(GenerationOptions.defaults().withAdapters(AdapterSelection.of("tales")))));
        assertThrows(IllegalArgumentException.class, () -> AnswerRequest.of(List.of()));
    }

    @Test
    void manyThreadsGetTheirOwnAnswers() throws Exception {
        List<Callable<String>> asking = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            String text = i % 2 == 0 ? "hello" : "What is 2 + 2?";
            asking.add(() -> model.answer(request(text)).text());
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> answers = threads.invokeAll(asking);
            for (int i = 0; i < answers.size(); i++) {
                assertEquals(i % 2 == 0 ? "Hello!" : "Four.", answers.get(i).get());
            }
        }
    }
}
