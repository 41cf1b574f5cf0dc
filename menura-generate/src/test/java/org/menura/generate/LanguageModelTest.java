package org.menura.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.menura.chat.Message;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.batch.Engine;
import org.menura.generate.constrain.Constraint;
import org.menura.generate.constrain.GrammarConstraint;
import org.menura.generate.constrain.Grammars;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.sample.Sampler;
import org.menura.generate.sample.SamplingParams;
import org.menura.generate.session.ContextOverflowException;
import org.menura.generate.session.Generator;
import org.menura.generate.session.Generator.Reason;
import org.menura.generate.session.Generator.Result;
import org.menura.generate.session.Session;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.dtype.DType;

/** One model, many threads, both kinds of files. */
@Tag("slow")
class LanguageModelTest {
    private static final Path ROOT = TestData.path("..").normalize();
    private static final Path STORIES = TestData.path("models/stories260K");

    /** Weights that are mapped, on the heap, quantised; states of all kinds. */
    static Stream<Path> models() {
        return Stream.of(
                STORIES,
                ROOT.resolve("models/nano"),
                TestData.path("gguf/Q4_K.gguf"),
                TestData.path("gguf/Q8_0.gguf"),
                TestData.path("gguf/Q5_1.gguf"),
                TestData.path("models/rwkv-tiny-4v0-660K"),
                TestData.path("models/rwkv-tiny-7v0-834K"));
    }

    private static GenerationOptions seeded(int seed, int tokens) {
        return GenerationOptions.of(tokens)
                .withIgnoreEnd(true)
                .withSampling(SamplingParams.builder().seed(seed).build());
    }

    private static String prompt(int number) {
        return "Once upon a time " + "there was a dog and a cat. ".repeat(number % 5) + "Lily ";
    }

    /** The text that a session of its own makes on a backend of its own. */
    private static Result alone(Path path, int number) {
        var model = (LoadedModel.Decoder) LoadedModel.open(path, new CpuBackend(2));
        Tokenizer tokenizer = model.text().tokenizer();
        var options = new Generator.Options(24, Set.of(), List.of(), Generator.NO_LOG_PROBS);
        Sampler sampler = new Sampler(SamplingParams.builder().seed(number).build());
        return new Generator(tokenizer)
                .generate(new Session(model.model()), model.text().prompt(prompt(number)), sampler, options, null);
    }

    private static <T> List<T> together(int threads, Callable<T> task) throws Exception {
        List<Future<T>> futures = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            for (int i = 0; i < threads; i++) {
                futures.add(pool.submit(task));
            }
        }
        List<T> out = new ArrayList<>();
        for (Future<T> f : futures) {
            out.add(f.get());
        }
        return out;
    }

    @ParameterizedTest
    @MethodSource("models")
    void eightThreadsGetWhatEachWouldGetAlone(Path path) throws Exception {
        Map<Integer, Result> expected = new ConcurrentHashMap<>();
        for (int i = 0; i < 5; i++) {
            expected.put(i, alone(path, i));
        }
        try (LanguageModel model = Menura.load(path, LoadOptions.defaults().withThreads(2))) {
            List<Boolean> all = together(8, () -> {
                for (int i = 0; i < 5; i++) {
                    StringBuilder streamed = new StringBuilder();
                    Result result = model.generate(prompt(i), seeded(i, 24), streamed::append);
                    assertEquals(expected.get(i).tokens(), result.tokens());
                    assertEquals(expected.get(i).text(), result.text());
                    assertEquals(result.text(), streamed.toString());
                }
                return true;
            });
            assertEquals(8, all.size());
        }
    }

    @Test
    void sessionsOfOneModelMayBelongToDifferentThreads() throws Exception {
        var model = (LoadedModel.Decoder) LoadedModel.open(STORIES, new CpuBackend(2));
        Tokenizer tokenizer = model.text().tokenizer();
        var options = new Generator.Options(40, Set.of(), List.of(), Generator.NO_LOG_PROBS);
        Result expected = alone(STORIES, 3);
        List<List<Integer>> all = together(4, () -> {
            Sampler sampler = new Sampler(SamplingParams.builder().seed(3).build());
            return new Generator(tokenizer)
                    .generate(new Session(model.model()), model.text().prompt(prompt(3)), sampler, options, null)
                    .tokens();
        });
        all.forEach(tokens -> assertEquals(
                expected.tokens(), tokens.subList(0, expected.tokens().size())));
    }

    @Test
    void conversationsOfThreadsShareTheModel() throws Exception {
        try (LanguageModel model = Menura.load(ROOT.resolve("models/nano"))) {
            Callable<List<String>> talk = () -> {
                ChatSession chat = model.newChat(null, seeded(5, 20));
                List<String> said = new ArrayList<>();
                for (String text : List.of("Write a story with a dog.", "And now one with a cat.")) {
                    StringBuilder streamed = new StringBuilder();
                    said.add(chat.say(text, streamed::append).text());
                    assertEquals(said.getLast(), streamed.toString());
                }
                assertEquals(4, chat.messages().size());
                return said;
            };
            List<String> alone = talk.call();
            for (List<String> said : together(4, talk)) {
                assertEquals(alone, said);
            }
        }
    }

    @Test
    void conversationsKeepToAConstraint() {
        try (LanguageModel model = Menura.load(ROOT.resolve("models/nano"))) {
            Constraint form = new GrammarConstraint(
                    Grammars.choice(List.of("yes", "no")), model.loaded().text().vocabulary());
            GenerationOptions how = seeded(5, 20).withConstraint(form);
            ChatSession chat = model.newChat(null, how);
            for (String text : List.of("Is rain wet?", "And the sun?")) {
                StringBuilder streamed = new StringBuilder();
                String said = chat.say(text, streamed::append).text();
                assertTrue(said.equals("yes") || said.equals("no"), said);
                assertEquals(said, streamed.toString());
            }
            assertEquals(4, chat.messages().size());
            AnswerRequest request =
                    AnswerRequest.of(Message.user("Is rain wet?")).with(how);
            String answer = model.answer(request).text();
            assertTrue(answer.equals("yes") || answer.equals("no"), answer);
            assertThrows(IllegalArgumentException.class, () -> request.withForm(new TextForm.JsonObject()));
        }
    }

    @Test
    void manyPromptsEachAsAlone() {
        try (LanguageModel model = Menura.load(STORIES)) {
            List<String> prompts = List.of(prompt(0), prompt(1), prompt(2), prompt(3), prompt(4), prompt(5));
            List<Result> results = model.generateAll(prompts, seeded(9, 12));
            for (int i = 0; i < prompts.size(); i++) {
                assertEquals(
                        model.generate(prompts.get(i), seeded(9, 12)).text(),
                        results.get(i).text());
            }
            assertThrows(
                    ContextOverflowException.class,
                    () -> model.generateAll(List.of("Once", "long ".repeat(600)), seeded(9, 3)));
        }
    }

    @Test
    void aModelThatIsNotThereIsNamed() {
        for (String name : List.of("no-such-model", "no-such-model.gguf")) {
            UncheckedIOException e = assertThrows(UncheckedIOException.class, () -> Menura.load(Path.of(name)));
            assertEquals(
                    "there is no file or folder %s in %s"
                            .formatted(name, Path.of("").toAbsolutePath()),
                    e.getMessage());
            Path whole = Path.of(name).toAbsolutePath();
            e = assertThrows(UncheckedIOException.class, () -> Menura.load(whole));
            assertEquals("there is no file or folder " + whole, e.getMessage());
        }
    }

    @Test
    void scoresEachTokenOfAText() {
        try (LanguageModel model = Menura.load(STORIES)) {
            List<TokenScore> scores = model.score("Once upon a time there was a girl.");
            assertEquals("Once upon a time there was a girl.", text(scores));
            Result greedy = model.generate(
                    "Once upon a time", GenerationOptions.of(100).greedy().withLogProbs(0));
            List<TokenScore> own = model.score("Once upon a time" + greedy.text());
            for (int i = 0; i < 20; i++) {
                TokenScore last = own.get(own.size() - 1 - i);
                assertEquals(1, last.rank(), last.text());
                assertEquals(
                        greedy.logProbs()
                                .get(greedy.logProbs().size() - 1 - i)
                                .chosen()
                                .logProb(),
                        last.logProb(),
                        1e-4);
            }
            assertThrows(IllegalArgumentException.class, () -> model.score("long ".repeat(600)));
        }
    }

    private static String text(List<TokenScore> scores) {
        StringBuilder text = new StringBuilder();
        scores.forEach(s -> text.append(s.text()));
        return text.toString();
    }

    @Test
    void anInterruptedThreadGetsWhatThereIs() throws Exception {
        try (LanguageModel model = Menura.load(STORIES)) {
            Thread caller = Thread.currentThread();
            StringBuilder streamed = new StringBuilder();
            Result result = model.generate("Once", seeded(1, 400), piece -> {
                streamed.append(piece);
                if (streamed.length() > 20) {
                    caller.interrupt();
                }
            });
            assertTrue(Thread.interrupted());
            assertEquals(Reason.CANCELLED, result.reason());
            assertTrue(result.tokens().size() < 400);
            assertEquals(result.text(), streamed.toString());
        }
    }

    @Test
    void aListenerThatFailsEndsItsOwnText() {
        try (LanguageModel model = Menura.load(STORIES)) {
            IllegalStateException e = assertThrows(
                    IllegalStateException.class,
                    () -> model.generate("Once", seeded(1, 100), _ -> {
                        throw new IllegalStateException("the reader is gone");
                    }));
            assertEquals("the reader is gone", e.getMessage());
            assertEquals(5, model.generate("Once", seeded(1, 5)).tokens().size());
        }
    }

    @Test
    void listenersOfTheCallerMayAskAgain() {
        try (LanguageModel model = Menura.load(STORIES)) {
            List<String> inner = new ArrayList<>();
            model.generate(
                    "Once",
                    seeded(1, 3),
                    _ -> inner.add(model.generate("Lily", seeded(2, 3)).text()));
            assertFalse(inner.isEmpty());
            Engine.Task task = model.submit("Once", seeded(1, 3), _ -> model.generate("Lily", seeded(2, 3)));
            Exception e = assertThrows(Exception.class, () -> task.result().get());
            assertTrue(e.getMessage().contains("must not wait for another text"), e.getMessage());
        }
    }

    @Test
    void submittedTextsCanBeStoppedAndCancelled() throws Exception {
        LanguageModel model = Menura.load(STORIES);
        Engine.Task stopped = model.submit("Once", seeded(1, 500), null);
        Engine.Task cancelled = model.submit("Once", seeded(1, 500), null);
        Engine.Task whole = model.submit("Once", seeded(1, 30), null);
        cancelled.result().cancel(true);
        stopped.stop();
        assertEquals(Reason.CANCELLED, stopped.result().get().reason());
        model.close(); // completes what is under way
        assertEquals(30, whole.result().get().tokens().size());
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> model.generate("Once", seeded(1, 3)));
        assertTrue(e.getMessage().contains("closed"), e.getMessage());
    }

    @Test
    void optionsAreKept() {
        LoadOptions options =
                LoadOptions.defaults().withThreads(1).withContext(40).withCacheType(DType.F16);
        try (LanguageModel model = Menura.load(STORIES, options)) {
            Result result = model.generate("Once", seeded(1, 100));
            assertEquals(Reason.CONTEXT, result.reason());
            assertEquals(40, model.newSession().contextLength());
            assertEquals(DType.F16, model.newSession().cacheType());
        }
        assertThrows(
                IllegalArgumentException.class, () -> LoadOptions.defaults().withCacheType(DType.Q4_0));
        assertThrows(IllegalArgumentException.class, () -> GenerationOptions.of(0));
    }

    @Test
    void stopsAndDefaultsDifferByCall() {
        try (LanguageModel model = Menura.load(STORIES)) {
            String stopped = model.generate(
                            "Once upon a time",
                            GenerationOptions.of(200).greedy().withStops("there"))
                    .text();
            assertFalse(stopped.contains("there"));
            assertNotEquals(
                    model.generate("Once upon a time", GenerationOptions.of(60)).text(),
                    model.generate("Once upon a time", GenerationOptions.of(60)).text());
        }
    }

    @Test
    void aModelWithoutATemplateHoldsNoConversation() {
        FormatException e = assertThrows(FormatException.class, () -> {
            try (LanguageModel model = Menura.load(STORIES)) {
                model.chat("Hello");
            }
        });
        assertTrue(e.getMessage().contains("comes without a chat template"), e.getMessage());
    }
}
