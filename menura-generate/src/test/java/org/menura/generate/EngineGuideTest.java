package org.menura.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.menura.generate.batch.Batch;
import org.menura.generate.batch.Engine;
import org.menura.generate.batch.EngineStats;
import org.menura.generate.batch.Request;
import org.menura.generate.sample.Sampler;
import org.menura.generate.sample.SamplingParams;
import org.menura.generate.session.Generator.Result;
import org.menura.generate.session.TokenEvent;

/** The programs of the guide to the engine: they stand there line by line, and they run. */
class EngineGuideTest {
    private static final Path ROOT = TestData.path("..").normalize();

    @Test
    void requestsAreAnswered() throws InterruptedException, ExecutionException {
        Path path = ROOT.resolve("models/stories260K");
        List<TokenEvent> heard = new ArrayList<>();
        // requests
        Batch.Limits limits = Batch.Limits.exact(16)
                .withBytes(2L << 30, 1L << 30) // for states, and of these for the prefix cache
                .withQueue(256);
        try (LanguageModel model = Menura.load(path, LoadOptions.defaults().withLimits(limits))) {
            GenerationOptions how = GenerationOptions.of(40).withLogProbs(3).withStops("The end");
            Request request = model.request("Once upon a time there was a cat", how)
                    .withCacheSalt("tenant 7")
                    .withEvents(event -> heard.add(event)); // id, bytes, log-probability, alternatives, text
            Engine.Task task = model.submit(request);
            Result result = task.result().get(); // or task.stop(), task.cancel()
            // end
            assertEquals(result.text(), heard.stream().map(TokenEvent::text).collect(Collectors.joining()));
            assertEquals(3, heard.getFirst().top().size());
            several(model, request);
        }
    }

    private static void several(LanguageModel model, Request request) {
        // several
        List<Request> answers = IntStream.range(0, 4)
                .mapToObj(seed -> request.withSampler(
                        new Sampler(SamplingParams.builder().seed(seed).build())))
                .toList();
        List<Engine.Task> tasks = model.engine().submitAll(answers); // the prompt is read once
        List<Result> results = tasks.stream().map(model.engine()::await).toList();
        EngineStats stats = model.engine().stats();
        // end
        assertEquals(4, results.size());
        assertTrue(stats.promptTokens() > 0);
    }

    @Test
    void standsInTheGuide() throws IOException {
        String guide = Files.readString(ROOT.resolve("docs/engine.md"));
        String self = Files.readString(
                ROOT.resolve("menura-generate/src/test/java/org/menura/generate/EngineGuideTest.java"));
        for (String name : List.of("requests", "several")) {
            int start = self.indexOf("// " + name + "\n") + name.length() + 4;
            String code = self.substring(start, self.indexOf("// end\n", start))
                    .stripTrailing()
                    .stripIndent();
            assertTrue(guide.contains(code), "the guide's example is another:\n" + code);
        }
    }
}
