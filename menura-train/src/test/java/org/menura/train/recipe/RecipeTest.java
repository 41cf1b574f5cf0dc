package org.menura.train.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;
import org.menura.format.yaml.Yaml;
import org.menura.train.media.Augmentation;
import org.menura.train.run.objective.Objective;
import org.menura.train.run.objective.Objectives;
import org.menura.train.schema.DataSource;
import org.menura.train.schema.Key;
import org.menura.train.schema.Kind;
import org.menura.train.schema.NamePattern;
import org.menura.train.schema.Section;

class RecipeTest {
    private static final String SMALLEST = "model: {config: config.json}\ndata: {path: a.txt}\nsteps: 10\n";

    @TempDir
    Path folder;

    @BeforeEach
    void files() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{}");
        Files.writeString(folder.resolve("a.txt"), "a");
        Files.writeString(folder.resolve("b.jsonl"), "{}");
    }

    @Test
    void theSmallestRecipeGetsDefaults() {
        Recipe r = parse(SMALLEST);
        assertEquals(folder.resolve("config.json"), r.model().path("config"));
        assertEquals(
                List.of(new DataSource(
                        List.of(folder.resolve("a.txt")), "text", "text", "", "", 1, "\n\n", Augmentation.NONE)),
                r.data());
        assertEquals("causal-lm", r.objective().text("name"));
        assertEquals("adamw", r.optimizer().text("name"));
        assertEquals(0.999, r.optimizer().number("beta2"));
        assertEquals(0.01, r.optimizer().number("weight_decay"));
        assertEquals(3e-4, r.schedule().number("rate"));
        assertEquals(10, r.steps().orElseThrow());
        assertTrue(r.adapter().isEmpty());
        assertEquals(folder.resolve("run"), r.output());
    }

    @Test
    void aLongRecipeIsReadAsWritten() {
        Recipe r = parse("""
                model: {checkpoint: config.json, dtype: bf16}
                tokenizer: config.json
                data:
                  - path: [a.txt, b.jsonl]
                    weight: 2
                  - {path: b.jsonl, format: jsonl, field: body}
                objective: {name: distillation, teacher: config.json, temperature: 2}
                batch: {sequences: 4, length: 1_024, packing: false, accumulation: 2}
                optimizer: {name: lion, weight_decay: 1e-1, no_decay: "*.bias"}
                schedule: {name: warmup-stable-decay, warmup: 10, rate: 1e-4, decay: 20}
                precision: bf16
                recompute: true
                adapter: {rank: 4, rslora: true}
                freeze: ["model.embed*"]
                epochs: 1.5
                seed: -7
                checkpoint: {every: 5, keep: 2, milestones: 100}
                evaluation: {data: a.txt, prompts: [Once upon a time]}
                ema: {decay: 0.9}
                output: ../out
                """);
        assertEquals(2, r.data().getFirst().weight());
        assertEquals(2, r.data().getFirst().paths().size());
        assertEquals("body", r.data().get(1).field());
        assertEquals(1024, r.batch().whole("length"));
        assertEquals(0.99, r.optimizer().number("beta2"));
        assertEquals(0.1, r.optimizer().number("weight_decay"));
        assertEquals(List.of("*.bias"), r.optimizer().texts("no_decay"));
        assertEquals(1e-4, r.schedule().number("rate"));
        assertEquals(16, r.adapter().orElseThrow().number("alpha"));
        assertEquals(1.5, r.epochs().orElseThrow());
        assertEquals(-7, r.seed());
        assertEquals(0.9, r.emaDecay().orElseThrow());
        assertEquals(folder.resolveSibling("out"), r.output());
    }

    @Test
    void theResolvedRecipeIsARecipe() throws IOException {
        String resolved = parse(SMALLEST).resolved();
        Path file = Files.writeString(folder.resolve("recipe.resolved.json"), resolved);
        assertEquals(resolved, Recipe.read(file).resolved());
        assertTrue(resolved.contains("\"beta1\" : 0.9"), resolved);
        assertFalse(resolved.contains("momentum"), resolved);
    }

    @Test
    void explainListsEveryKeyOnce() {
        List<String> keys = Recipe.explain()
                .lines()
                .filter(l -> !l.startsWith(" "))
                .map(l -> l.substring(0, l.indexOf(':')))
                .toList();
        Set<String> expected = new HashSet<>();
        collect(Schema.RECIPE, "", expected);
        assertEquals(expected, new HashSet<>(keys));
        assertEquals(expected.size(), keys.size());
        assertTrue(Recipe.explain().contains("""
                optimizer.beta2: a number of at least 0 and below 1; default 0.999, lion 0.99; only with adamw, adam, lion
                    Decay of the mean of squares; of the momentum for lion.
                """));
    }

    @Test
    void everyObjectiveHasItsFormats() {
        for (Objective objective : Objectives.all()) {
            assertFalse(objective.traits().formats().isEmpty(), objective.name());
            assertTrue(DataSource.FORMATS.containsAll(objective.traits().formats()), objective.name());
        }
    }

    @Test
    void namesThatVariantsTakeExist() {
        for (Section s : List.of(Schema.OBJECTIVE, Learning.OPTIMIZER, Learning.SCHEDULE)) {
            List<String> names = ((Kind.Choice) s.key("name").orElseThrow().kind()).of();
            for (Key key : s.keys()) {
                assertTrue(names.containsAll(key.only()), key.name());
                assertTrue(names.containsAll(key.fallbacks().keySet()), key.name());
            }
        }
    }

    @Test
    void patternsFitWholeNames() {
        assertTrue(NamePattern.matches("*norm*", "model.norm.weight"));
        assertTrue(NamePattern.matches("model.*.bias", "model.layers.0.bias"));
        assertTrue(NamePattern.matches("*a*b", "aab"));
        assertFalse(NamePattern.matches("norm", "model.norm"));
        assertFalse(NamePattern.matches("*.bias", "bias.weight"));
        assertTrue(NamePattern.anyMatches(List.of("x", "*"), ""));
    }

    @Test
    void aFileOfAnotherKindIsRefused() throws IOException {
        Path large = folder.resolve("large.yaml");
        Files.write(large, new byte[Yaml.MAX_BYTES + 1]);
        assertTrue(assertThrows(FormatException.class, () -> Recipe.read(large))
                .getMessage()
                .endsWith("has more than the 1048576 bytes that a recipe may have; is it the right file?"));
        Path binary = folder.resolve("binary.yaml");
        Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe, 1});
        assertTrue(assertThrows(FormatException.class, () -> Recipe.read(binary))
                .getMessage()
                .endsWith("is not encoded in UTF-8; is it a recipe?"));
    }

    private static void collect(Section section, String path, Set<String> into) {
        for (Key key : section.keys()) {
            into.add(path + key.name());
            switch (key.kind()) {
                case Kind.Part(Section inner) -> collect(inner, path + key.name() + ".", into);
                case Kind.Several(Kind.Part(Section inner)) -> collect(inner, path + key.name() + "[].", into);
                default -> {}
            }
        }
    }

    private Recipe parse(String text) {
        return Recipe.parse(text, "r.yaml", folder);
    }
}
