package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.json.Json;
import org.menura.format.safetensors.SafetensorsFile;

/** A decoder that is taught classes by adapters: told by the command, with the adapter or merged, and measured beside TF-IDF. */
@Tag("slow")
class ClassifyCommandTest {
    private static final List<String> ANIMALS = List.of("the dog ran", "a cat sat", "the bird sang", "a fish swam");
    private static final List<String> WEATHER =
            List.of("it was raining", "the sun shone", "snow fell down", "a cold wind");

    @TempDir
    private Path folder;

    private Path examples() throws IOException {
        StringBuilder rows = new StringBuilder("text,label\n");
        for (int i = 0; i < 16; i++) {
            rows.append(ANIMALS.get(i % 4))
                    .append(" ")
                    .append("today ".repeat(i / 4))
                    .append(",animals\n");
            rows.append(WEATHER.get(i % 4))
                    .append(" ")
                    .append("today ".repeat(i / 4))
                    .append(",weather\n");
        }
        return Files.writeString(folder.resolve("labelled.csv"), rows);
    }

    private static String ok(Object... args) {
        Cli.Result result = Cli.run(args);
        assertEquals(0, result.code(), result.out() + result.err());
        return result.out();
    }

    private static void refused(int code, String sentence, Object... args) {
        Cli.Result result = Cli.run(args);
        assertEquals(code, result.code(), result.out());
        assertTrue(result.err().contains(sentence), result.err());
    }

    @Test
    void anAdapterWithAHead() throws IOException {
        Path data = examples();
        Path recipe = Files.writeString(
                folder.resolve("recipe.yaml"), """
                model: {checkpoint: %s}
                data: [{path: %s, format: labelled}]
                objective: {name: sequence-classification}
                adapter: {name: lora, rank: 8, alpha: 16}
                batch: {sequences: 8, length: 32}
                schedule: {rate: 5.0e-3}
                epochs: 8
                seed: 1
                output: %s
                """.formatted(Cli.stories(), data, folder.resolve("run")));
        ok("train", recipe);
        Path adapter = folder.resolve("run/adapter");
        assertEquals("[ \"animals\", \"weather\" ]", Files.readString(adapter.resolve("labels.json")));

        String[] text = {"--text", "the dog ran today", "--text", "it was raining", "--json"};
        Object[] asked = {"classify", Cli.stories(), "--adapter", adapter, text[0], text[1], text[2], text[3], text[4]};
        List<JsonNode> lines =
                ok(asked).lines().map(line -> Json.parse(line, "output")).toList();
        assertEquals("animals", lines.get(0).path("label").asText());
        assertEquals("weather", lines.get(1).path("label").asText());

        Path merged = folder.resolve("merged");
        ok("adapter", "merge", Cli.stories(), adapter, "-o", merged, "--type", "F32");
        List<JsonNode> whole = ok("classify", merged, text[0], text[1], text[2], text[3], text[4])
                .lines()
                .map(line -> Json.parse(line, "output"))
                .toList();
        for (int i = 0; i < 2; i++) {
            double expected = lines.get(i).at("/probabilities/animals").asDouble();
            assertEquals(expected, whole.get(i).at("/probabilities/animals").asDouble(), 1e-4);
        }
        String shown = ok("classify", merged, "--text", "the dog ran today", "--top", "2");
        assertTrue(shown.matches("animals 0\\.\\d{4}  weather 0\\.\\d{4}  the dog ran today\\R"), shown);

        // Both folds' classifiers are one here: the test is of names and tables, not of scores.
        for (String fold : List.of("of-1", "of-2")) {
            Files.createDirectories(folder.resolve(fold));
            for (String file : List.of("adapter_config.json", "adapter_model.safetensors", "labels.json")) {
                Files.copy(adapter.resolve(file), folder.resolve(fold).resolve(file));
            }
        }
        String table = ok(
                "eval",
                "baseline",
                "--train",
                data,
                "--folds",
                "2",
                "--classifier",
                Cli.stories(),
                "--classifier-adapter",
                folder.resolve("of-{fold}"));
        assertTrue(table.contains("| classifier |") && table.contains("| tfidf+classifier |"), table);
        refused(
                1,
                "The method classifier needs a model that was taught the classes: --classifier MODEL.",
                "eval",
                "baseline",
                "--train",
                data,
                "--folds",
                "2",
                "--methods",
                "tfidf,classifier");
    }

    /** Transformers puts "bert" before the layers of an encoder with a head, where the checkpoint without one leaves it out. */
    @Test
    void anEncodersAdapterHasPeftsNames() throws IOException {
        Path base = Files.createDirectories(folder.resolve("bert"));
        for (String file : List.of("model.safetensors", "config.json")) {
            Files.copy(Cli.data("golden/bert-model").resolve(file), base.resolve(file));
        }
        String words =
                "the dog ran cat sat bird sang fish swam it was raining sun shone snow fell down cold wind today a";
        Files.writeString(base.resolve("vocab.txt"), "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n" + words.replace(" ", "\n"));
        Path recipe = Files.writeString(
                folder.resolve("bert.yaml"), """
                model: {checkpoint: %s}
                data: [{path: %s, format: labelled}]
                objective: {name: sequence-classification}
                adapter: {name: lora, rank: 4, targets: [query, value]}
                batch: {sequences: 8, length: 16}
                schedule: {rate: 1.0e-2}
                steps: 3
                output: %s
                """.formatted(base, examples(), folder.resolve("taught")));
        ok("train", recipe);
        Path adapter = folder.resolve("taught/adapter");
        SafetensorsFile weights = SafetensorsFile.open(adapter.resolve("adapter_model.safetensors"));
        assertTrue(weights.names().contains("base_model.model.classifier.weight"), weights.names()::toString);
        assertTrue(weights.names().stream()
                .filter(name -> !name.contains("classifier"))
                .allMatch(name -> name.startsWith("base_model.model.bert.")));
        String[] told = {"--text", "the dog ran", "--json"};
        Path merged = folder.resolve("merged-bert");
        ok("adapter", "merge", base, adapter, "-o", merged);
        double expected = animals(ok("classify", base, "--adapter", adapter, told[0], told[1], told[2]));
        assertEquals(expected, animals(ok("classify", merged, told[0], told[1], told[2])), 1e-5);
    }

    private static double animals(String line) {
        return Json.parse(line, "output").at("/probabilities/animals").asDouble();
    }

    @Test
    void whatIsWrongIsSaid() {
        refused(2, "which text? give --text or --file", "classify", Cli.stories());
        refused(
                2,
                "--second goes with --text, one for each; there are 1 and 0",
                "classify",
                Cli.stories(),
                "--second",
                "x");
        refused(
                2,
                "--top is a number of labels, 1 or more, not 0",
                "classify",
                Cli.stories(),
                "--text",
                "x",
                "--top",
                "0");
        refused(1, "has no head that classifies texts", "classify", Cli.stories(), "--text", "x");
    }
}
