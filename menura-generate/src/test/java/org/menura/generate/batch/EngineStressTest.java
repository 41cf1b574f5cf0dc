package org.menura.generate.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.format.tokenizer.Tokenizers;
import org.menura.generate.TestData;
import org.menura.generate.batch.Batch.Limits;
import org.menura.generate.sample.Sampler;
import org.menura.generate.sample.SamplingParams;
import org.menura.generate.session.Generator.Options;
import org.menura.generate.session.Generator.Reason;
import org.menura.generate.session.Generator.Result;
import org.menura.generate.session.Prompt;
import org.menura.model.CausalModel;
import org.menura.model.load.Models;
import org.menura.tensor.cpu.CpuBackend;

/** Threads come and go, wait and don't, stop, cancel, fail and interrupt; nobody gets another's text, and nothing is left. */
@Tag("slow")
@Timeout(180)
class EngineStressTest {
    private static final Path STORIES = TestData.path("models/stories260K");
    private static final Tokenizer TOKENIZER = Tokenizers.fromFolder(STORIES);
    private static final CausalModel MODEL = Models.decoder(STORIES, new CpuBackend(2));
    private static final int KINDS = 24;

    private static Request request(int kind) {
        String prompt = (kind % 3 == 0 ? "Once upon a time there was a dog and a cat. ".repeat(1 + kind % 4) : "")
                + "Lily " + kind % 5;
        return Request.of(
                Prompt.of(TOKENIZER.encode(prompt, true, false)),
                new Sampler(SamplingParams.builder().seed(kind).build()),
                new Options(3 + kind, Set.of(), List.of(), -1));
    }

    private final Map<Integer, String> expected = new ConcurrentHashMap<>();

    private static final class Gone extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private void once(Engine engine, Random random) {
        int kind = random.nextInt(KINDS);
        Request request = request(kind);
        StringBuilder said = new StringBuilder();
        switch (random.nextInt(7)) {
            case 0 -> {
                Engine.Task task = engine.submit(request);
                Thread.onSpinWait();
                task.cancel();
            }
            case 1 -> {
                Engine.Task task = engine.submit(request.withEvents(e -> said.append(e.text())));
                task.stop();
                Result result = task.result().join();
                assertTrue(expected.get(kind).startsWith(result.text()));
                assertEquals(result.text(), said.toString());
            }
            case 2 -> {
                try {
                    Result _ = engine.generate(request.withEvents(_ -> {
                        throw new Gone();
                    }));
                } catch (Gone e) {
                    assertTrue(kind >= 0);
                }
            }
            case 3 -> {
                Thread.currentThread().interrupt();
                try {
                    Result result = engine.generate(request);
                    assertTrue(
                            result.reason() == Reason.CANCELLED || result.text().equals(expected.get(kind)));
                } catch (CancellationException e) {
                    assertTrue(kind >= 0);
                } finally {
                    assertTrue(Thread.interrupted());
                }
            }
            case 4 -> {
                Result result = engine.generate(request.withEvents(e -> {
                    said.append(e.text());
                    if (said.length() < 8 && random.nextInt(8) == 0) {
                        int inner = random.nextInt(KINDS);
                        assertEquals(
                                expected.get(inner),
                                engine.generate(request(inner)).text());
                    }
                }));
                assertEquals(expected.get(kind), result.text());
                assertEquals(expected.get(kind), said.toString());
            }
            case 5 -> {
                Engine.Task failing = engine.submit(request.withEvents(_ -> {
                    throw new Gone();
                }));
                try {
                    Result _ = failing.result().join();
                } catch (CompletionException e) {
                    assertTrue(e.getCause() instanceof Gone);
                }
            }
            default -> {
                Engine.Task task = engine.submit(request.withEvents(e -> said.append(e.text())));
                assertEquals(expected.get(kind), task.result().join().text());
                assertEquals(expected.get(kind), said.toString());
            }
        }
    }

    @Test
    void nothingIsLostMixedOrLeft() throws Exception {
        for (int kind = 0; kind < KINDS; kind++) {
            try (Engine engine = new Engine(MODEL, TOKENIZER, Limits.exact(4).withChunk(32))) {
                expected.put(kind, engine.generate(request(kind)).text());
            }
        }
        StateBytes sizes = new StateBytes(MODEL.states(), org.menura.tensor.dtype.DType.F32);
        for (int threads : new int[] {1, 3, 24}) {
            Engine engine = new Engine(
                    MODEL, TOKENIZER, Limits.exact(6).withChunk(32).withBytes(4 * sizes.of(128), 2 * sizes.of(128)));
            List<Future<?>> done = new ArrayList<>();
            try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
                for (int t = 0; t < threads; t++) {
                    Random random = new Random(t);
                    done.add(pool.submit(() -> {
                        for (int i = 0; i < 240 / threads; i++) {
                            once(engine, random);
                        }
                    }));
                }
            }
            for (Future<?> f : done) {
                f.get();
            }
            assertTrue(
                    engine.stats().cacheBytes() <= 2 * sizes.of(128),
                    engine.stats().toString());
            engine.close();
            EngineStats stats = engine.stats();
            assertEquals(0, stats.running() + stats.waiting() + stats.reading() + stats.stateBytes(), stats.toString());
            assertEquals(0, stats.cacheBytes());
        }
    }
}
