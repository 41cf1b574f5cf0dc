package org.menura.generate.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.menura.generate.batch.Stories.EXACT;
import static org.menura.generate.batch.Stories.MODEL;
import static org.menura.generate.batch.Stories.TOKENIZER;
import static org.menura.generate.batch.Stories.options;
import static org.menura.generate.batch.Stories.request;
import static org.menura.generate.batch.Stories.sampler;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.tokenizer.Tokenizers;
import org.menura.generate.TestData;
import org.menura.generate.batch.Batch.Limits;
import org.menura.generate.sample.LogProbs;
import org.menura.generate.session.ContextOverflowException;
import org.menura.generate.session.Generator;
import org.menura.generate.session.Generator.Options;
import org.menura.generate.session.Generator.Reason;
import org.menura.generate.session.Generator.Result;
import org.menura.generate.session.Prompt;
import org.menura.generate.session.TextScores;
import org.menura.generate.session.TokenEvent;
import org.menura.model.CausalModel;
import org.menura.model.load.Models;
import org.menura.tensor.cpu.CpuBackend;

@Timeout(60)
class EngineTest {
    @Test
    void eventsSayIdBytesLogProbabilityAndText() throws Exception {
        try (Engine engine = new Engine(MODEL, TOKENIZER, EXACT)) {
            List<TokenEvent> events = new ArrayList<>();
            Request request = Request.of(
                    Prompt.of(TOKENIZER.encode("Once upon a time", true, false)), sampler(3), options(40, 2, "ever"));
            Result result =
                    engine.submit(request.withEvents(events::add)).result().get();
            assertEquals(result.text(), events.stream().map(TokenEvent::text).collect(Collectors.joining()));
            assertEquals(result.tokens(), events.stream().map(TokenEvent::id).toList());
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (int i = 0; i < events.size(); i++) {
                TokenEvent event = events.get(i);
                LogProbs probs = result.logProbs().get(i);
                assertEquals(probs.chosen().logProb(), event.logProb());
                assertEquals(2, event.top().size());
                assertEquals(
                        probs.top().getFirst().token(), event.top().getFirst().id());
                assertEquals(
                        probs.top().getFirst().logProb(), event.top().getFirst().logProb());
                bytes.write(event.bytes());
            }
            assertTrue(bytes.toString(StandardCharsets.UTF_8).startsWith(result.text()));
            assertTrue(result.firstTokenNanos() > 0);
        }
    }

    @Test
    void saysWhyTextsEnd() throws Exception {
        try (Engine engine = new Engine(MODEL, TOKENIZER, EXACT)) {
            Result whole = engine.generate(request("Once upon a time", 1, 30));
            assertEquals(Reason.LENGTH, whole.reason());
            assertNull(whole.stop());
            String stop = whole.text().substring(10, 14);
            Result stopped = engine.generate(Request.of(
                    Prompt.of(TOKENIZER.encode("Once upon a time", true, false)),
                    sampler(1),
                    options(30, Generator.NO_LOG_PROBS, stop, "nothing of this kind")));
            assertEquals(Reason.STOP, stopped.reason());
            assertEquals(stop, stopped.stop());
            assertEquals(whole.text().substring(0, whole.text().indexOf(stop)), stopped.text());
            Engine.Task task = engine.submit(request("Lily", 1, 400));
            task.stop();
            assertEquals(Reason.CANCELLED, task.result().get().reason());
            Engine.Task cancelled = engine.submit(request("Lily", 1, 400));
            cancelled.cancel();
            assertThrows(CancellationException.class, () -> cancelled.result().get());
        }
    }

    @Test
    void promptsHaveTheLogProbabilitiesOfTheirScores() {
        String text = "Once upon a time, there was a little girl named Lily. She loved to play outside. ".repeat(5);
        int[] ids = TOKENIZER.encode(text, true, false);
        List<TextScores.Token> scores = TextScores.of(MODEL, ids, 1).tokens();
        try (Engine engine = new Engine(MODEL, TOKENIZER, EXACT)) {
            Request request =
                    Request.of(Prompt.of(ids), sampler(1), options(1, 0)).withPromptLogProbs(1);
            Result result = engine.generate(request);
            assertEquals(ids.length - 1, result.promptLogProbs().size());
            for (int i = 0; i < scores.size(); i++) {
                LogProbs probs = result.promptLogProbs().get(i);
                assertEquals(scores.get(i).id(), probs.chosen().token());
                assertEquals(scores.get(i).logProb(), probs.chosen().logProb(), 1e-5);
                assertEquals(
                        scores.get(i).top(),
                        probs.top().size() == 1 ? scores.get(i).top() : List.of());
            }
            Result none = engine.generate(
                    Request.of(Prompt.of(ids), sampler(1), options(0, 0)).withPromptLogProbs(0));
            assertEquals(ids.length - 1, none.promptLogProbs().size());
            assertEquals(List.of(), none.tokens());
            assertEquals(Reason.LENGTH, none.reason());
        }
    }

    @Test
    void answersToOnePromptShareItsReading() throws Exception {
        String prompt = "Once upon a time there was a dog and a cat. ".repeat(6);
        int length = TOKENIZER.encode(prompt, true, false).length;
        Engine engine = new Engine(MODEL, TOKENIZER, EXACT);
        List<Request> requests = IntStream.range(0, 4)
                .mapToObj(seed -> request(prompt, seed, 12))
                .toList();
        List<Engine.Task> tasks = engine.submitAll(requests);
        for (int i = 0; i < 4; i++) {
            Result result = tasks.get(i).result().get();
            assertEquals(i == 0 ? 0 : length, result.cachedTokens());
            try (Engine other = new Engine(MODEL, TOKENIZER, EXACT.withBytes(1 << 30, 0))) {
                assertEquals(other.generate(request(prompt, i, 12)).text(), result.text());
            }
        }
        engine.close();
        EngineStats stats = engine.stats();
        assertEquals(4L * length, stats.promptTokens());
        assertEquals(3L * length, stats.cachedTokens());
        assertEquals(48, stats.generatedTokens());
    }

    /** As many tokens of a byte's value each, as one number says. */
    private static Prompt numbered(int length, int parted, int with) {
        return Prompt.of(IntStream.range(0, length)
                .map(i -> 3 + (i * 7 + (i < parted ? 0 : with)) % 200)
                .toArray());
    }

    @Test
    void aBeginningServesToItsLastToken() {
        try (Engine engine = new Engine(MODEL, TOKENIZER, EXACT)) {
            Options options = new Options(2, Set.of(), List.of(), -1);
            int[] cached = new int[3];
            for (int i = 0; i < 3; i++) {
                cached[i] = engine.generate(Request.of(numbered(90, 77, i), sampler(1), options))
                        .cachedTokens();
            }
            assertArrayEquals(new int[] {0, 77, 77}, cached);
        }
    }

    /** Windows and recurrent states can't be taken back, but are kept where prompts were seen to part. */
    @ParameterizedTest
    @ValueSource(strings = {"golden/mistral-sliding", "golden/mamba"})
    void whereStatesCantBeTakenBackTheThirdPromptGoesOn(String name) {
        CausalModel model = Models.decoder(TestData.path(name), new CpuBackend(1));
        try (Engine engine = new Engine(model, Tokenizers.bytes(), Limits.exact(2))) {
            Options options = new Options(2, Set.of(), List.of(), -1);
            int[] cached = new int[3];
            for (int i = 0; i < 3; i++) {
                int with = i;
                Prompt prompt = Prompt.of(IntStream.range(0, 90)
                        .map(k -> (k * 7 + (k < 57 ? 0 : with)) % 60)
                        .toArray());
                cached[i] =
                        engine.generate(Request.of(prompt, sampler(1), options)).cachedTokens();
            }
            assertEquals(0, cached[0]);
            assertEquals(57, cached[2]);
        }
    }

    @Test
    void promptsThatComeTogetherAreReadTogether() {
        try (Engine engine = new Engine(MODEL, TOKENIZER, EXACT.withChunk(512))) {
            Options options = new Options(3, Set.of(), List.of(), -1);
            List<Request> requests = IntStream.range(0, 4)
                    .mapToObj(i -> Request.of(numbered(20 + i, 0, 11 * i), sampler(i), options))
                    .toList();
            engine.submitAll(requests).forEach(t -> t.result().join());
            assertEquals(3, engine.stats().passes(), "one for all prompts, one for each further token of all texts");
        }
    }

    @Test
    void saltsShareNothing() {
        String prompt = "Once upon a time there was a dog and a cat. ".repeat(6);
        try (Engine engine = new Engine(MODEL, TOKENIZER, EXACT)) {
            Request request = request(prompt, 1, 2);
            assertEquals(0, engine.generate(request).cachedTokens());
            assertEquals(
                    0,
                    engine.generate(request(prompt, 1, 2).withCacheSalt("other"))
                            .cachedTokens());
            assertTrue(engine.generate(request(prompt, 1, 2)).cachedTokens() > 60);
            assertTrue(engine.generate(request(prompt + "And then", 1, 2)).cachedTokens() > 60);
            assertEquals(0, engine.generate(request("Lily", 1, 2)).cachedTokens());
        }
    }

    @Test
    void aShortPromptOvertakesLongOnes() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch all = new CountDownLatch(1);
        try (Engine engine = new Engine(MODEL, TOKENIZER, EXACT)) {
            engine.submit(request("Lily", 1, 3).withEvents(_ -> {
                begun.countDown();
                try {
                    all.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
            begun.await();
            List<String> order = new CopyOnWriteArrayList<>();
            List<Engine.Task> tasks = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                String name = "long" + i;
                String prompt = "A" + i + " dog and a cat. ".repeat(45);
                tasks.add(engine.submit(request(prompt, i, 1).withEvents(_ -> order.add(name))));
            }
            tasks.add(engine.submit(request("Tom", 1, 1).withEvents(_ -> order.add("short"))));
            all.countDown();
            for (Engine.Task t : tasks) {
                t.result().get();
            }
            assertEquals("short", order.getFirst(), order.toString());
            assertEquals(7, order.size());
        }
    }

    @Test
    void whatDoesNotFitIsRefusedInASentence() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch all = new CountDownLatch(1);
        Limits small = new Limits(1, 8).withQueue(1);
        try (Engine engine = new Engine(MODEL, TOKENIZER, small)) {
            Engine.Task first = engine.submit(request("Lily", 1, 3).withEvents(_ -> {
                begun.countDown();
                try {
                    all.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
            begun.await();
            Engine.Task second = engine.submit(request("Lily", 1, 3));
            try {
                assertEquals(1, engine.stats().waiting());
                assertTrue(engine.stats().oldestWaitingSeconds() >= 0);
                EngineOverloadedException e =
                        assertThrows(EngineOverloadedException.class, () -> engine.submit(request("Lily", 1, 3)));
                assertTrue(e.getMessage().contains("1 texts wait already"), e.getMessage());
                assertEquals(1, engine.stats().refused());
            } finally {
                all.countDown();
            }
            assertEquals(3, first.result().get().tokens().size());
            assertEquals(3, second.result().get().tokens().size());
        }
        StateBytes sizes = new StateBytes(MODEL.states(), org.menura.tensor.dtype.DType.F32);
        Limits bytes = Limits.exact(4).withBytes(sizes.of(64), 0);
        try (Engine engine = new Engine(MODEL, TOKENIZER, bytes)) {
            assertEquals(
                    Reason.CONTEXT, engine.generate(request("Lily", 1, 400)).reason());
            Engine.Task tooLong = engine.submit(request("Lily and Tom. ".repeat(30), 1, 3));
            ExecutionException e = assertThrows(
                    ExecutionException.class, () -> tooLong.result().get());
            assertInstanceOf(ContextOverflowException.class, e.getCause());
            assertTrue(e.getCause().getMessage().contains("bytes for keys, values and states hold 64"), e.toString());
        }
    }

    @Test
    void drainsInTimeOrNot() throws Exception {
        Engine engine = new Engine(MODEL, TOKENIZER, EXACT);
        Engine.Task task = engine.submit(request("Lily", 1, 20));
        assertTrue(engine.drain(Duration.ofMinutes(1)));
        assertEquals(20, task.result().get().tokens().size());
        assertThrows(IllegalStateException.class, () -> engine.submit(request("Lily", 1, 20)));
        Engine slow = new Engine(MODEL, TOKENIZER, EXACT);
        Engine.Task late = slow.submit(request("Lily", 1, 400).withEvents(_ -> sleep()));
        assertFalse(slow.drain(Duration.ofMillis(20)));
        assertThrows(ExecutionException.class, () -> late.result().get());
        assertEquals(0, slow.stats().running());
    }

    private static void sleep() {
        try {
            Thread.sleep(2);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
