package org.menura.agent.mind;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.chat.Message;
import org.menura.chat.ToolCall;
import org.menura.chat.tool.ToolDefinition;
import org.menura.format.json.Json;
import org.menura.generate.LoadOptions;
import org.menura.generate.Menura;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.sample.SamplingParams;
import org.menura.scripted.Script;

/** Minds of models in this process: the nano model, which has no form for calls, and scripted ones, which have. */
@Tag("slow")
class LocalMindTest {
    private static LocalMind nano = null;

    @TempDir
    private Path folder;

    static Path models() {
        Path at = Path.of("").toAbsolutePath();
        while (at != null && !Files.isDirectory(at.resolve("models/nano"))) {
            at = at.getParent();
        }
        return at.resolve("models");
    }

    @BeforeAll
    static void load() {
        nano = LocalMind.of(Menura.load(
                        models().resolve("nano"), LoadOptions.defaults().withThreads(1)))
                .withMaxTokens(40);
    }

    @AfterAll
    static void close() {
        nano.model().close();
    }

    private static Prompt ask(String text) {
        return Prompt.of(Message.user(text));
    }

    private static ToolDefinition tool(String name, String schema) {
        return new ToolDefinition(name, "Does it.", Json.parse(schema, "schema"));
    }

    private static final ToolDefinition WEATHER = tool("weather", """
            {"type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "integer", "minimum": 1}},
             "required": ["city", "days"], "additionalProperties": false}""");
    private static final ToolDefinition STOP = tool("stop", "{\"type\": \"object\", \"additionalProperties\": false}");

    /** The nano model with another template. */
    private LocalMind nano(String template) throws IOException {
        try (Stream<Path> files = Files.list(models().resolve("nano"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.writeString(folder.resolve("chat_template.jinja"), template);
        return LocalMind.of(Menura.load(folder, LoadOptions.defaults().withThreads(1)));
    }

    @Test
    void choicesBeginAsTheTemplateBeginsAnswers() throws Exception {
        String template = "{% for m in messages %}{% if m.role == 'user' %}[INST] {{ m.content }} [/INST]"
                + "{% else %} {{ m.content }}<|endoftext|>{% endif %}{% endfor %}";
        List<String> options = List.of("go north", "go", "open the red door");
        try (LocalMind mind = nano(template)) {
            Thought t = mind.think(ask("What now?"), new Ask.Choice(options), 3);
            assertTrue(options.contains(t.text()), t.text());
            assertEquals(
                    " " + t.text(),
                    ((LoadedModel.Decoder) mind.model().loaded())
                            .text()
                            .tokenizer()
                            .decode(t.ids(), true));
            List<Double> scores = mind.score(ask("What now?"), options);
            double sum = Arrays.stream(t.logProbs()).sum();
            assertTrue(sum >= scores.get(options.indexOf(t.text())) - 1e-9, "a choice is at least as likely as a text");
        }
    }

    @Test
    void choicesEndAsTheTemplateEndsAnswers() throws Exception {
        String template = "{% for m in messages %}{% if m.role == 'user' %}{{ m.content }}\n>"
                + "{% else %} {{ m.content }}\n{% endif %}{% endfor %}";
        List<String> options = List.of("go north", "go", "go north again");
        try (LocalMind mind = nano(template)) {
            var tokenizer = ((LoadedModel.Decoder) mind.model().loaded()).text().tokenizer();
            List<Double> scores = mind.score(ask("What now?"), options);
            Set<String> written = new HashSet<>();
            for (long seed = 0; seed < 40; seed++) {
                Thought t = mind.think(ask("What now?"), new Ask.Choice(options), seed);
                assertTrue(options.contains(t.text()), t.text());
                written.add(tokenizer.decode(t.ids(), true));
                double sum = Arrays.stream(t.logProbs()).sum();
                assertTrue(sum >= scores.get(options.indexOf(t.text())) - 1e-9, "a choice is as likely as a text");
            }
            assertTrue(
                    written.contains(" go\n"), () -> "a line end ends an answer that another begins with: " + written);
        }
    }

    @Test
    void whatTheSystemSaysIsToldInItsOwnFormWhereTheTemplateHasOne() throws Exception {
        String template = "{% for m in messages %}{% if m.role == 'system' %}{# it learned what to do #}"
                + "{% else %}{{ m.content }}\n{% endif %}{% endfor %}";
        Prompt told = Prompt.of(Message.system("You act in a house."), Message.user("What now?"));
        try (LocalMind mind = nano(template)) {
            assertEquals(mind.tokens(ask("What now?")), mind.tokens(told));
        }
        String ofUsers = "{% for m in messages %}{% if m.role == 'user' %}{{ m.content }}\n{% endif %}{% endfor %}";
        try (LocalMind mind = nano(ofUsers)) {
            assertEquals(mind.tokens(ask("You act in a house.\n\nWhat now?")), mind.tokens(told));
        }
    }

    @Test
    void choicesAreWordForWord() throws Exception {
        List<String> options = List.of("go north", "go", "open the red door", "Zürich ☃");
        for (long seed = 0; seed < 20; seed++) {
            Thought t = nano.think(ask("What now?"), new Ask.Choice(options), seed);
            assertTrue(options.contains(t.text()), t.text());
            assertEquals(t.ids().length, t.logProbs().length);
            for (double p : t.logProbs()) {
                assertTrue(p <= 0 && p > -50, "log-probability " + p);
            }
        }
    }

    @Test
    void logProbsAreThoseUnderTheConstraint() throws Exception {
        List<String> options = List.of("cat", "dog");
        LocalMind even = nano.withSampling(SamplingParams.builder()
                .temperature(100)
                .topK(0)
                .topP(1)
                .minP(0)
                .build());
        Map<String, Double> first = new HashMap<>();
        for (long seed = 0; first.size() < 2; seed++) {
            Thought t = even.think(ask("Cat or dog?"), new Ask.Choice(options), seed);
            first.put(t.text(), Math.exp(t.logProbs()[0]));
        }
        double sum = first.values().stream().mapToDouble(p -> p).sum();
        assertEquals(1, sum, 1e-6, "the first tokens of the two share all probability: " + first);
    }

    @Test
    void quotesStandInTheDocument() throws Exception {
        String document = "The Ostrava hall has 220 seats – and „good“ coffee. It is closed on Mondays.";
        for (long seed = 0; seed < 10; seed++) {
            Thought t = nano.think(ask("Quote."), new Ask.Quote(List.of(document, "Nothing else."), 8), seed);
            assertTrue(!t.text().isEmpty() && (document + "\nNothing else.").contains(t.text()), t.text());
        }
    }

    @Test
    void jsonIsValidAlsoWhereItIsCutOff() throws Exception {
        JsonNode schema = Json.parse("""
                {"type": "object", "properties": {"name": {"type": "string"}, "tags": {"type": "array", "items": {"type": "string"}, "minItems": 1},
                 "kind": {"enum": ["a", "bc"]}}, "required": ["name", "tags", "kind"], "additionalProperties": false}""", "s");
        for (long seed = 0; seed < 20; seed++) {
            Thought t = nano.withMaxTokens(12).think(ask("Describe a dog."), new Ask.Json(schema), seed);
            assertEquals(Optional.empty(), FormCheck.fault(t, new Ask.Json(schema)), t.text());
        }
    }

    @Test
    void callsHaveTheirFormInAModelWithoutOne() throws Exception {
        for (Ask.Calls form :
                List.of(new Ask.Calls(List.of(WEATHER, STOP), 1, 1), new Ask.Calls(List.of(WEATHER, STOP), 2, 3))) {
            for (long seed = 0; seed < 10; seed++) {
                Thought t = nano.think(new Prompt(ask("Weather in Graz?").messages(), form.tools()), form, seed);
                assertEquals(Optional.empty(), FormCheck.fault(t, form), () -> t.toString());
            }
        }
        Thought free = nano.think(ask("Hello"), new Ask.Calls(List.of(STOP), 0, 1), 3);
        assertTrue(free.calls().size() <= 1);
    }

    @Test
    void callsHaveTheFormOfTheTemplate() throws Exception {
        Path script = new Script()
                .answer(
                        "<tool_call>\n{\"name\": \"weather\", \"arguments\": {\"city\": \"Graz\", \"days\": 0}}\n</tool_call>")
                .writeTo(folder.resolve("model"));
        try (LocalMind mind = LocalMind.of(Menura.load(script)).withMaxTokens(200)) {
            Ask.Calls one = new Ask.Calls(List.of(WEATHER), 1, 1);
            Thought t = mind.think(new Prompt(ask("Weather?").messages(), List.of(WEATHER)), one, 1);
            ToolCall call = t.calls().getFirst();
            assertEquals("weather", call.name());
            assertEquals("Graz", call.arguments().get("city"));
            assertEquals(Optional.empty(), FormCheck.fault(t, one), () -> t.toString());
            Thought again = mind.think(new Prompt(ask("Weather?").messages(), List.of(WEATHER)), one, 1);
            assertEquals(t.calls(), again.calls(), "ids of calls too");
            Ask.Calls two = new Ask.Calls(List.of(WEATHER), 2, 2);
            assertEquals(2, mind.think(ask("Weather?"), two, 1).calls().size());
            mind.model().close();
        }
    }

    @Test
    void theSameOnOneAndTwoThreadsAloneAndInABatch() throws Exception {
        List<Ask> forms = List.of(
                new Ask.Text(12),
                new Ask.Choice(List.of("left", "right", "straight on")),
                new Ask.Calls(List.of(WEATHER, STOP), 1, 2));
        List<Thought> alone = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            alone.add(nano.think(ask("Tell me about animal " + i), forms.get(i % 3), i));
        }
        try (LocalMind two = LocalMind.of(Menura.load(
                        models().resolve("nano"), LoadOptions.defaults().withThreads(2)));
                ExecutorService threads = Executors.newFixedThreadPool(16)) {
            LocalMind mind = two.withMaxTokens(40);
            List<Future<Thought>> together = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                int n = i;
                together.add(threads.submit(() -> mind.think(ask("Tell me about animal " + n), forms.get(n % 3), n)));
            }
            for (int i = 0; i < 16; i++) {
                Thought t = together.get(i).get();
                assertArrayEquals(alone.get(i).ids(), t.ids(), "ids of " + i);
                assertArrayEquals(alone.get(i).logProbs(), t.logProbs(), "log-probabilities of " + i);
                assertEquals(alone.get(i).calls(), t.calls());
            }
        }
    }

    @Test
    void scoresAreThoseOfTheModelAndShareThePrompt() throws Exception {
        Prompt prompt = ask("Where does the sun go in the evening?");
        List<Double> scores = nano.score(prompt, List.of("down", "up", "The sun went to bed."));
        assertEquals(3, scores.size());
        assertEquals(scores.get(1), nano.score(prompt, List.of("up")).getFirst());
        Thought up = nano.think(prompt, new Ask.Choice(List.of("up", "down")), 0);
        assertTrue(scores.stream().allMatch(s -> s < 0));
        assertTrue(up.text().equals("up") || up.text().equals("down"));
        assertThrows(MindException.class, () -> nano.score(prompt, List.of("")));
    }

    @Test
    void sixteenAgentsWithOnePrefixComputeItOnce() throws Exception {
        Path script = new Script().answer("ok").context(4096).writeTo(folder.resolve("model"));
        String common = "You are one of many agents. ".repeat(54);
        try (LocalMind mind = LocalMind.of(Menura.load(script));
                ExecutorService threads = Executors.newFixedThreadPool(16)) {
            int one = mind.tokens(Prompt.of(Message.system(common), Message.user("agent 0")));
            assertTrue(one >= 1500, "tokens: " + one);
            List<Future<Thought>> all = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                Prompt prompt = Prompt.of(Message.system(common), Message.user("agent " + i));
                int seed = i;
                all.add(threads.submit(() -> mind.think(prompt, new Ask.Text(4), seed)));
            }
            long computed = 0;
            for (Future<Thought> t : all) {
                computed += t.get().promptTokens();
            }
            System.err.println("16 agents computed %d tokens of prompts, one has %d".formatted(computed, one));
            assertTrue(computed < 1.2 * one, "computed " + computed + " for " + one);
        }
    }

    @Test
    void promptsThatAreTooLongAreSaidToBe() {
        MindException e =
                assertThrows(MindException.class, () -> nano.think(ask("word ".repeat(1000)), new Ask.Text(5), 0));
        assertTrue(e.getMessage().contains("512"), e.getMessage());
        assertThrows(MindException.class, () -> nano.think(ask("x"), new Ask.Choice(List.of()), 0));
        assertThrows(MindException.class, () -> nano.think(ask("x"), new Ask.Quote(List.of(""), 5), 0));
    }
}
