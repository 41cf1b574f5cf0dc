package org.menura.generate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.format.tokenizer.Tokenizers;
import org.menura.generate.batch.Batch;
import org.menura.generate.load.AdapterSet;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.sample.Sampler;
import org.menura.generate.sample.SamplingParams;
import org.menura.generate.session.Generator;
import org.menura.generate.session.Generator.Result;
import org.menura.generate.session.Session;
import org.menura.generate.session.SessionFile;
import org.menura.model.CausalModel;
import org.menura.model.adapter.AdapterSelection;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuOptions;

class AdapterSetTest {
    private static final Path BASE = TestData.path("golden/lora/base");
    private static final Path A = TestData.path("golden/lora/adapter");
    private static final Path B = TestData.path("golden/lora-all-linear/adapter");
    private static final int[] PROMPT = {3, 9, 27, 14};
    private static final CpuBackend OPS =
            new CpuBackend(CpuOptions.fastest().withThreads(2).withExact(true));
    private static final Tokenizer BYTES = Tokenizers.bytes();
    private static final Generator.Options OPTIONS =
            new Generator.Options(12, Set.of(), List.of(), Generator.NO_LOG_PROBS);

    @TempDir
    private Path folder;

    private static AdapterSet both() {
        AdapterSet set = AdapterSet.open(BASE, OPS);
        set.load("a", A);
        set.load("b", B);
        return set;
    }

    private static CausalModel engine(Optional<Path> adapter) {
        return ((LoadedModel.Decoder) LoadedModel.open(BASE, adapter, OPS)).model();
    }

    private static float[] logits(CausalModel model) {
        return new Session(model).feed(PROMPT);
    }

    @Test
    void switchingGivesWhatSeparateEnginesGive() {
        AdapterSet set = both();
        assertArrayEquals(logits(engine(Optional.of(A))), logits(set.model("a")));
        assertArrayEquals(logits(engine(Optional.of(B))), logits(set.model("b")));
        assertArrayEquals(logits(engine(Optional.empty())), logits(set.model(AdapterSelection.NONE)));
        assertEquals(List.of("a", "b"), set.names());
    }

    /** What llama-completion (build 11434) says with {@code --lora} and {@code --lora-scaled FILE:2}. */
    @Test
    void anAdapterOfLlamaCppDoesWhatItDoesThere() {
        Path file = TestData.path("gguf-adapters/stories260K.gguf");
        LoadOptions options = LoadOptions.defaults().withBackend(OPS).withAdapter("random", file);
        GenerationOptions greedy = GenerationOptions.of(10).greedy();
        try (LanguageModel model = Menura.load(TestData.path("models/stories260K"), options)) {
            assertEquals(
                    ", in a h upon a kicz",
                    model.generate("Once upon a time", greedy).text());
            assertEquals(
                    " M  M M Momépilyd",
                    model.generate("Once upon a time", greedy.withAdapters(AdapterSelection.parse(List.of("random=2"))))
                            .text());
        }
    }

    @Test
    void sessionsUnderWayKeepWhatTheyBeganWith() {
        AdapterSet set = both();
        Session first = new Session(set.model("a"));
        Session alone = new Session(engine(Optional.of(A)));
        for (int token : PROMPT) {
            set.setAdapter("a");
            float[] expected = alone.feed(token);
            set.setAdapter("b");
            new Session(set.activeModel()).feed(token);
            assertArrayEquals(expected, first.feed(token));
        }
        set.unload("a");
        set.load("a", B);
        assertArrayEquals(alone.feed(5), first.feed(5));
        assertArrayEquals(logits(set.model("b")), logits(set.model("a")));
    }

    @Test
    void oneBatchServesThemAll() {
        AdapterSet set = both();
        List<AdapterSelection> selections = List.of(
                AdapterSelection.of("a"),
                AdapterSelection.NONE,
                AdapterSelection.of("b"),
                AdapterSelection.of("a").and("b", 0.25f),
                AdapterSelection.of("a"));
        Batch batch = new Batch(set.activeModel(), BYTES, new Batch.Limits(4, 7));
        List<CompletableFuture<Result>> together = new ArrayList<>();
        List<List<Integer>> alone = new ArrayList<>();
        for (AdapterSelection selection : selections) {
            together.add(batch.add(new Session(set.model(selection)), PROMPT, greedy(), OPTIONS, null));
            alone.add(new Generator(BYTES)
                    .generate(new Session(set.model(selection)), PROMPT, greedy(), OPTIONS, null)
                    .tokens());
        }
        batch.run();
        for (int i = 0; i < selections.size(); i++) {
            assertEquals(alone.get(i), together.get(i).join().tokens());
        }
        assertEquals(alone.get(0), alone.get(4));
        assertNotEquals(alone.get(0), alone.get(1));
        assertNotEquals(alone.get(1), alone.get(2));
    }

    private static Sampler greedy() {
        return new Sampler(SamplingParams.greedy());
    }

    @Test
    void chosenForRequestsThatDoNotChoose() {
        AdapterSet set = both();
        float[] plain = logits(set.activeModel());
        set.setAdapter("a", "b");
        assertEquals("a,b", set.active().toString());
        assertArrayEquals(logits(set.model("a", "b")), logits(set.activeModel()));
        set.disableAdapters();
        assertArrayEquals(plain, logits(set.activeModel()));
        set.setAdapter("b");
        set.unload("b");
        assertArrayEquals(plain, logits(set.activeModel()));
        assertThrows(IllegalArgumentException.class, () -> set.setAdapter("b"));
    }

    @Test
    void mergedAndBack() {
        AdapterSet set = both();
        AdapterSelection both = AdapterSelection.of("a").and("b", 0.5f);
        float[] before = logits(set.model(both));
        Session early = new Session(set.model(both));

        set.merge(both);
        assertEquals(List.of(both), set.merged());
        float[] merged = logits(set.model(both));
        assertArrayEquals(before, merged, 1e-4f);
        for (int i = 0; i < merged.length; i++) {
            assertEquals(before[i], merged[i], 1e-5 * 10); // logits of up to 10
        }
        assertArrayEquals(logits(engine(Optional.of(A))), logits(set.model("a")));
        Batch batch = new Batch(set.model("a"), BYTES, Batch.Limits.of(2));
        Session late = new Session(set.model(both));
        assertThrows(IllegalArgumentException.class, () -> batch.add(late, PROMPT, greedy(), OPTIONS, null));
        assertThrows(IllegalArgumentException.class, () -> set.unload("b"));
        assertArrayEquals(before, early.feed(PROMPT));

        set.unmerge(both);
        assertArrayEquals(before, logits(set.model(both)));
        assertThrows(IllegalArgumentException.class, () -> set.unmerge(both));
        assertThrows(IllegalArgumentException.class, () -> set.merge(AdapterSelection.NONE));
    }

    @Test
    void savedSessionsKnowTheirAdapters() throws IOException {
        AdapterSet set = both();
        Path file = folder.resolve("talk.session");
        Session session = new Session(set.model("a"));
        session.feed(PROMPT);
        SessionFile.save(session, file);

        assertArrayEquals(
                session.feed(7), SessionFile.load(file, set.model("a")).feed(7));
        String other = message(() -> SessionFile.load(file, set.model("b")));
        assertTrue(other.contains("saved with the adapter a"), other);
        SessionFile.save(new Session(set.model(AdapterSelection.NONE)), file);
        assertTrue(message(() -> SessionFile.load(file, set.model("b"))).contains("no adapter"));
    }

    private static String message(Runnable wrong) {
        return assertThrows(FormatException.class, wrong::run).getMessage();
    }

    @Test
    void names() {
        AdapterSet set = both();
        for (String name : new String[] {"", "a=b", "a,b"}) {
            assertThrows(IllegalArgumentException.class, () -> set.load(name, A));
        }
        assertThrows(IllegalArgumentException.class, () -> set.model("c"));
        assertThrows(FormatException.class, () -> set.load("c", BASE));
    }
}
