package org.menura.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.batch.Batch;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.sample.Sampler;
import org.menura.generate.sample.SamplingParams;
import org.menura.generate.session.Generator;
import org.menura.generate.session.Session;
import org.menura.generate.speculate.DraftModel;
import org.menura.generate.speculate.Drafter;
import org.menura.generate.speculate.SpeculativeSequence;
import org.menura.model.CausalModel;
import org.menura.tensor.cpu.CpuBackend;

/** The programs of the guide to batches and guesses: they stand there line by line, and they run. */
class GuideTest {
    private static final Path ROOT = TestData.path("..").normalize();

    private final LoadedModel.Decoder bundle =
            (LoadedModel.Decoder) LoadedModel.open(ROOT.resolve("models/stories260K"), new CpuBackend(2));

    private List<CompletableFuture<Generator.Result>> together(List<String> prompts, SamplingParams params) {
        // batch
        Batch batch = new Batch(bundle.model(), bundle.text().tokenizer(), Batch.Limits.of(16));
        var options = new Generator.Options(100, bundle.text().endIds(), List.of(), Generator.NO_LOG_PROBS);
        List<CompletableFuture<Generator.Result>> results = prompts.stream()
                .map(prompt -> batch.add(bundle.text().prompt(prompt), new Sampler(params), options, null))
                .toList();
        batch.run(); // or batch.step() for a pass at a time
        // end
        return results;
    }

    private Generator.Result ahead(
            LoadedModel.Decoder small,
            CausalModel model,
            Tokenizer tokenizer,
            int[] prompt,
            Sampler sampler,
            Generator.Options options) {
        // speculate
        Drafter drafter = new DraftModel(small.model(), 0.75f); // or new PromptLookup()
        SpeculativeSequence sequence = new SpeculativeSequence(new Session(model), drafter, 7);
        var result = new Generator(tokenizer).generate(sequence, prompt, sampler, options, System.out::print);
        System.out.println(sequence.score());
        // end
        return result;
    }

    @Test
    void bothGiveWhatASessionGives() {
        SamplingParams params = SamplingParams.builder().seed(3).build();
        Tokenizer tokenizer = bundle.text().tokenizer();
        var options = new Generator.Options(100, bundle.text().endIds(), List.of(), Generator.NO_LOG_PROBS);
        int[] prompt = bundle.text().prompt("Lily and Tom");
        Generator.Result alone = new Generator(tokenizer)
                .generate(new Session(bundle.model()), prompt, new Sampler(params), options, null);
        assertEquals(
                alone.text(),
                together(List.of("Once upon a time", "Lily and Tom"), params)
                        .get(1)
                        .join()
                        .text());
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            Generator.Result guessed = ahead(bundle, bundle.model(), tokenizer, prompt, new Sampler(params), options);
            assertEquals(alone.tokens(), guessed.tokens());
        } finally {
            System.setOut(before);
        }
        assertTrue(printed.toString(StandardCharsets.UTF_8).startsWith(alone.text() + "Score["));
    }

    @Test
    void standsInTheGuide() throws IOException {
        String guide = Files.readString(ROOT.resolve("docs/batch-and-speculate.md"));
        String self =
                Files.readString(ROOT.resolve("menura-generate/src/test/java/org/menura/generate/GuideTest.java"));
        for (String name : List.of("batch", "speculate")) {
            int start = self.indexOf("// " + name + "\n") + name.length() + 4;
            String code = self.substring(start, self.indexOf("        // end\n", start))
                    .stripTrailing()
                    .stripIndent();
            assertTrue(guide.contains(code), "the guide's example is another:\n" + code);
        }
    }
}
