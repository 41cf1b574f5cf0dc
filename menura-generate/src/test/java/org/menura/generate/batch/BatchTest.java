package org.menura.generate.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.format.tokenizer.Tokenizers;
import org.menura.generate.TestData;
import org.menura.generate.batch.Batch.Limits;
import org.menura.generate.sample.Sampler;
import org.menura.generate.sample.SamplingParams;
import org.menura.generate.session.ContextOverflowException;
import org.menura.generate.session.Generator;
import org.menura.generate.session.Generator.Options;
import org.menura.generate.session.Generator.Reason;
import org.menura.generate.session.Generator.Result;
import org.menura.generate.session.Session;
import org.menura.model.CausalModel;
import org.menura.model.load.Models;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuOptions;

class BatchTest {
    private static final Path STORIES = TestData.path("models/stories260K");
    private static final Tokenizer TOKENIZER = Tokenizers.fromFolder(STORIES);
    private static final CpuOptions EXACT = CpuOptions.fastest().withThreads(2).withExact(true);

    private static CausalModel stories() {
        return Models.decoder(STORIES, new CpuBackend(EXACT));
    }

    private static Options options(int tokens) {
        return new Options(tokens, Set.of(), List.of(), Generator.NO_LOG_PROBS);
    }

    private static Sampler sampler(int seed) {
        return new Sampler(SamplingParams.builder().seed(seed).build());
    }

    @Test
    void eachTextIsWhatItWouldBeAlone() {
        CausalModel model = stories();
        Batch batch = new Batch(model, TOKENIZER, new Limits(3, 8));
        List<CompletableFuture<Result>> together = new ArrayList<>();
        List<Result> alone = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            int[] prompt = TOKENIZER.encode("Once upon a time there was a dog. ".repeat(i + 1), true, false);
            Options options = options(10 + 3 * i);
            together.add(batch.add(prompt, sampler(i), options, null));
            alone.add(new Generator(TOKENIZER).generate(new Session(model), prompt, sampler(i), options, null));
        }
        assertEquals(7, batch.size());
        batch.run();
        for (int i = 0; i < 7; i++) {
            Result result = together.get(i).join();
            assertEquals(alone.get(i).tokens(), result.tokens());
            assertEquals(alone.get(i).text(), result.text());
            assertEquals(alone.get(i).reason(), result.reason());
        }
        assertFalse(batch.step());
    }

    @ParameterizedTest
    @ValueSource(strings = {"mistral-sliding", "mixtral-4e", "mamba", "mamba2", "rwkv4", "rwkv6-pth", "rwkv7-pth"})
    void whateverTheKindOfState(String name) {
        CausalModel model = Models.decoder(TestData.path("golden").resolve(name), new CpuBackend(EXACT));
        Tokenizer bytes = Tokenizers.bytes();
        Batch batch = new Batch(model, bytes, new Limits(2, 5));
        List<CompletableFuture<Result>> together = new ArrayList<>();
        List<Result> alone = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int[] prompt = IntStream.range(0, 4 + 5 * i).map(t -> t * 7 % 60).toArray();
            Sampler greedy = new Sampler(SamplingParams.greedy());
            together.add(batch.add(prompt, greedy.fork(), options(12), null));
            alone.add(new Generator(bytes).generate(new Session(model), prompt, greedy, options(12), null));
        }
        batch.run();
        for (int i = 0; i < 3; i++) {
            assertEquals(alone.get(i).tokens(), together.get(i).join().tokens());
        }
    }

    @Test
    void textsComeAndGoBetweenPasses() {
        Batch batch = new Batch(stories(), TOKENIZER, new Limits(2, 64));
        CompletableFuture<Result> brief = batch.add(new int[] {1}, sampler(1), options(2), null);
        CompletableFuture<Result> lengthy = batch.add(new int[] {1}, sampler(2), options(30), null);
        CompletableFuture<Result> late = batch.add(new int[] {1}, sampler(3), options(5), null);
        StringBuilder text = new StringBuilder();
        batch.step();
        batch.step();
        assertTrue(brief.isDone());
        CompletableFuture<Result> last = batch.add(new int[] {1}, sampler(4), options(5), text::append);
        lengthy.cancel(true);
        batch.run();
        assertEquals(Reason.LENGTH, late.join().reason());
        assertEquals(text.toString(), last.join().text());
        assertEquals(0, batch.size());
    }

    @Test
    void aForkSharesWhatWasReadAlready() {
        CausalModel model = stories();
        int[] start = TOKENIZER.encode("Once upon a time", true, false);
        int[] rest = TOKENIZER.encode(" there was a cat", false, false);
        Session read = new Session(model);
        read.feed(start);
        Batch batch = new Batch(model, TOKENIZER, Limits.of(4));
        CompletableFuture<Result> result = batch.add(read.fork(), rest, sampler(5), options(12), null);
        batch.run();
        Session session = new Session(model);
        session.feed(start);
        Sampler sampler = sampler(5);
        assertEquals(
                new Generator(TOKENIZER)
                        .generate(session, rest, sampler, options(12), null)
                        .tokens(),
                result.join().tokens());
        assertEquals(start.length, read.length());
    }

    @Test
    void whatCantBeReadFailsAlone() {
        Batch batch = new Batch(stories(), TOKENIZER, Limits.of(4));
        CompletableFuture<Result> tooLong = batch.add(new int[600], sampler(1), options(5), null);
        CompletableFuture<Result> unknown = batch.add(new int[] {1, 512}, sampler(1), options(5), null);
        CompletableFuture<Result> empty = batch.add(new int[0], sampler(1), options(5), null);
        CompletableFuture<Result> good = batch.add(new int[] {1}, sampler(1), options(5), null);
        CompletableFuture<Result> failing = batch.add(new int[] {1}, sampler(1), options(5), _ -> {
            throw new IllegalStateException("the reader is gone");
        });
        batch.run();
        assertEquals(5, good.join().tokens().size());
        assertCause(ContextOverflowException.class, tooLong);
        assertCause(IllegalArgumentException.class, unknown);
        assertCause(IllegalArgumentException.class, empty);
        assertCause(IllegalStateException.class, failing);
    }

    private static void assertCause(Class<?> expected, CompletableFuture<Result> result) {
        ExecutionException e = assertThrows(ExecutionException.class, result::get);
        assertInstanceOf(expected, e.getCause());
    }

    @Test
    void aFullContextEndsOneText() {
        CausalModel model = stories();
        Batch batch = new Batch(model, TOKENIZER, Limits.of(4));
        int[] prompt = IntStream.generate(() -> 5).limit(509).toArray();
        CompletableFuture<Result> full = batch.add(prompt, sampler(1), options(100), null);
        CompletableFuture<Result> other = batch.add(new int[] {1}, sampler(1), options(20), null);
        batch.run();
        assertEquals(Reason.CONTEXT, full.join().reason());
        assertEquals(4, full.join().tokens().size());
        assertEquals(20, other.join().tokens().size());
    }

    @Test
    void wrongUse() {
        assertThrows(IllegalArgumentException.class, () -> new Limits(0, 4));
        assertThrows(IllegalArgumentException.class, () -> new Limits(4, 3));
        Batch batch = new Batch(stories(), TOKENIZER, Limits.of(1));
        Session foreign = new Session(stories());
        assertThrows(
                IllegalArgumentException.class, () -> batch.add(foreign, new int[] {1}, sampler(1), options(1), null));
    }
}
