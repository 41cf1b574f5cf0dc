package org.menura.train.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.menura.chat.Message;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.image.ImageFiles;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.prompt.MultimodalProcessor;
import org.menura.model.load.ModelSource;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.train.ledger.EvaluationRecord;
import org.menura.train.ledger.LedgerReader;
import org.menura.train.ledger.StepRecord;

/** Models that perceive, taught from recipes: the loss falls, the same bytes come out, and frozen parts stay as they are. */
@Tag("slow")
class PerceivingRunsTest {
    @TempDir
    static Path folder;

    private static SeeingWorkshop workshop;

    @BeforeAll
    static void models() throws IOException {
        workshop = new SeeingWorkshop(folder);
    }

    /** Recipes with the parameters that they freeze and the evaluations that they ask for. */
    enum Case {
        LLAVA("""
                model: {checkpoint: llava}
                data: {path: seen.jsonl, format: chat, field: messages, augment: {image: {shift: 2, colour: 0.2}}}
                objective: {name: sft}
                freeze: ["vision_tower.*"]
                evaluation: {every: 6, data: seen.jsonl, check: {path: prompts.jsonl, rewards: ["words"], length: 8}}
                """.replace("\"words\"", "same-words"), "vision_tower.", "loss"),
        OMNI("""
                model: {checkpoint: omni}
                data: {path: mixed.jsonl, format: chat, field: messages, augment: {audio: {tempo: 0.2, gain: 3, noise: 30}}}
                objective: {name: sft}
                freeze: ["language_model.*", "outputs.*"]
                evaluation: {every: 6, data: mixed.jsonl}
                """, "language_model.", "loss"),
        OMNI_ALL("""
                model: {checkpoint: omni}
                data: {path: mixed.jsonl, format: chat, field: messages}
                objective: {name: causal-lm}
                freeze: ["outputs.*", "senses.audio.encoder.*"]
                evaluation: {every: 6, data: mixed.jsonl}
                recompute: true
                """, "senses.audio.encoder.", "loss"),
        PREFERENCES("""
                model: {checkpoint: llava}
                data: {path: pairs.jsonl, format: preference}
                objective: {name: dpo, beta: 0.5}
                freeze: ["multi_modal_projector.*"]
                evaluation: {every: 6, data: pairs.jsonl}
                """, "multi_modal_projector.", "margin");

        private final String recipe;
        private final String frozen;
        private final String metric;

        Case(String recipe, String frozen, String metric) {
            this.recipe = recipe;
            this.frozen = frozen;
            this.metric = metric;
        }

        String text() {
            return recipe + """
                    batch: {sequences: 3, length: 96}
                    schedule: {name: constant, rate: 0.01}
                    checkpoint: {every: 3, keep: 10}
                    steps: 6
                    seed: 3
                    """;
        }
    }

    @ParameterizedTest
    @EnumSource
    void learnsAndRepeats(Case c) throws IOException {
        Path once = train(c, "once", 1, Integer.MAX_VALUE);
        LedgerReader ledger = new LedgerReader(once);
        Path stopped = train(c, "stopped", 2, 4);
        var hashes = new TreeMap<>(new LedgerReader(stopped).checkpointHashes());
        assertTrue(hashes.keySet().removeIf(step -> step == 4), "a run that is stopped leaves a checkpoint");
        assertEquals(new TreeMap<>(ledger.checkpointHashes()), hashes);
        assertEquals(ledger.records(), new LedgerReader(stopped).records());
        assertEquals(ledger.evaluations(), new LedgerReader(stopped).evaluations());

        List<StepRecord> records = ledger.records();
        assertTrue(records.getLast().loss() < records.getFirst().loss(), records::toString);
        double before = measured(ledger, 0, c.metric);
        double after = measured(ledger, 6, c.metric);
        assertTrue(c.metric.equals("margin") ? after > before : after < before, before + " to " + after);
        assertTrue(ledger.data().files().stream().anyMatch(f -> f.path().endsWith("picture-3.png")));
        keepsWhatIsFrozen(c, once);
    }

    private static void keepsWhatIsFrozen(Case c, Path run) throws IOException {
        Checkpoint start = ModelSource.open(folder.resolve(c.name().startsWith("OMNI") ? "omni" : "llava"))
                .weights();
        Checkpoint end = ModelSource.open(run.resolve("model")).weights();
        assertEquals(start.names(), end.names());
        int frozen = 0;
        int moved = 0;
        for (String name : start.names()) {
            float[] before = start.tensor(name).toFloats();
            float[] after = end.tensor(name).toFloats();
            if (name.startsWith(c.frozen)) {
                assertArrayEquals(before, after, name);
                frozen++;
            } else if (!java.util.Arrays.equals(before, after)) {
                moved++;
            }
        }
        assertTrue(frozen > 1 && moved > 5, frozen + " frozen, " + moved + " moved");
        assertEquals(
                Files.readString(folder.resolve("omni/processor_config.json")),
                Files.readString(run.resolve("model/processor_config.json")));
        assertEquals(c.name().startsWith("OMNI"), Files.exists(run.resolve("model/generator/unet/config.json")));
    }

    private static double measured(LedgerReader ledger, long step, String metric) throws IOException {
        return ledger.evaluations().stream()
                .filter(e -> e.step() == step && e.metrics().containsKey(metric))
                .map(EvaluationRecord::metrics)
                .mapToDouble(m -> m.getOrDefault(metric, Double.NaN))
                .findFirst()
                .orElseThrow();
    }

    private static Path train(Case c, String name, int threads, int stopAfter) throws IOException {
        int[] steps = {0};
        Path ledger;
        try (TrainingRun run = TrainingRun.begin(
                workshop.recipe(c + "-" + name, c.text()),
                new RunSettings(threads, "test"),
                new TrainingRun.Listener() {})) {
            ledger = run.ledger().reader().folder();
            if (run.run(() -> ++steps[0] >= stopAfter)) {
                return ledger;
            }
        }
        try (TrainingRun run = TrainingRun.resume(ledger, new RunSettings(1, "test"), new TrainingRun.Listener() {})) {
            assertEquals(4, run.next()); // where it was stopped
            assertTrue(run.run(() -> false));
        }
        return ledger;
    }

    /** What was learned is a whole folder, and says of each picture what the data said of it. */
    @Test
    void whatWasLearnedIsSaidOfNewPrompts() throws IOException {
        Path run;
        try (TrainingRun training = TrainingRun.begin(
                workshop.recipe("fluent", """
                        model: {config: omni, parts: [{at: language_model, checkpoint: llava, from: language_model}]}
                        data: {path: seen.jsonl, format: chat, field: messages}
                        objective: {name: sft}
                        freeze: ["outputs.*"]
                        batch: {sequences: 12, length: 48, packing: false}
                        schedule: {name: constant, rate: 0.01}
                        steps: 60
                        evaluation:
                          every: 100
                          check: {path: prompts.jsonl, rewards: ["same-words", "contains", "label=red|green|blue"], length: 12}
                        """), new RunSettings(2, "test"), new TrainingRun.Listener() {})) {
            assertTrue(training.run(() -> false));
            run = training.ledger().reader().folder();
        }
        Map<String, Double> last = new LedgerReader(run).evaluations().getLast().metrics();
        assertEquals(1, last.getOrDefault("passed", 0.0), last.toString());
        assertEquals(12, last.getOrDefault("prompts", 0.0));

        LoadedModel.Decoder bundle = (LoadedModel.Decoder) LoadedModel.open(run.resolve("model"), new CpuBackend(2));
        Message asked = Message.user(List.of(ImageFiles.read(folder.resolve("picture-4.png"))), "What colour is this?");
        var prompt = new MultimodalProcessor(bundle).of(List.of(asked));
        var session = new org.menura.generate.session.Session(bundle.model());
        var result = new org.menura.generate.session.Generator(bundle.text().tokenizer())
                .generate(
                        session,
                        prompt,
                        new org.menura.generate.sample.Sampler(org.menura.generate.sample.SamplingParams.greedy()),
                        new org.menura.generate.session.Generator.Options(
                                12,
                                bundle.text().endIds(),
                                List.of(),
                                org.menura.generate.session.Generator.NO_LOG_PROBS),
                        null);
        assertEquals("It is green.", result.text().strip());
    }

    @Test
    void whatTheDataLackIsSaidInOneSentence() throws IOException {
        Files.writeString(
                folder.resolve("lost.jsonl"),
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"path\":\"lost.png\"}]}]}\n");
        refused("model: {checkpoint: llava}\ndata: {path: lost.jsonl, format: chat, field: messages}", "lost.png");
        Files.writeString(
                folder.resolve("heard.jsonl"),
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"audio\",\"path\":\"tone-1.wav\"}]},"
                        + "{\"role\":\"assistant\",\"content\":\"It is high.\"}]}\n");
        refused("model: {checkpoint: llava}\ndata: {path: heard.jsonl, format: chat, field: messages}", "kind audio");
        refused(
                "model: {checkpoint: llava}\ndata: {path: seen.jsonl, format: chat, field: messages}\n"
                        + "batch: {length: 12}",
                "raise batch.length");
        Files.writeString(
                folder.resolve("odd.jsonl"),
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"video\",\"path\":\"a\"}]}]}\n");
        refused("model: {checkpoint: llava}\ndata: {path: odd.jsonl, format: chat, field: messages}", "line 1: part 1");
        refused(
                "model: {checkpoint: llava}\ndata: {path: pairs.jsonl, format: preference}\n"
                        + "objective: {name: kto}",
                "learns from text alone");
    }

    private static void refused(String recipe, String why) {
        String objective = recipe.contains("objective") ? "" : "objective: {name: sft}\n";
        FormatException e = assertThrows(
                FormatException.class,
                () -> TrainingRun.begin(
                                workshop.recipe(
                                        "refused-" + Math.abs(recipe.hashCode()), recipe + "\nsteps: 1\n" + objective),
                                new RunSettings(1, "test"),
                                new TrainingRun.Listener() {})
                        .close());
        assertTrue(String.valueOf(e.getMessage()).contains(why), e.getMessage());
        assertFalse(String.valueOf(e.getMessage()).contains("\n"));
    }
}
