package org.menura.recipes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.Sha256;
import org.menura.format.json.Json;
import org.menura.train.recipe.Recipe;

/** The recipes of the nano-omni model, with the data that its program makes. */
@Tag("slow")
class OmniRecipesTest {
    private static final Path ROOT = root();
    private static final Path SOURCE = ROOT.resolve("recipes/nano-omni");
    private static final List<String> STAGES = List.of(
            "clip",
            "vae",
            "diffusion",
            "settle",
            "sharpen",
            "hearing",
            "sounds",
            "align",
            "instruct",
            "pictures",
            "dpo",
            "signals",
            "end-to-end");
    private static final List<String> BACKBONES = List.of("llama", "mixtral", "mamba", "rwkv7");

    @TempDir
    private static Path folder;

    private static Path data;

    private static Path root() {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(root.resolve("recipes/nano-omni"))) {
            root = root.getParent();
        }
        return root;
    }

    @BeforeAll
    static void makeData() throws IOException, InterruptedException {
        data = folder.resolve("runs/omni-data");
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dmenura.recipes=" + SOURCE.getParent(),
                        "org.menura.recipes.omni.OmniData",
                        data.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertEquals(0, process.waitFor(), () -> read(log));
        copy(SOURCE, folder.resolve("recipes/nano-omni"));
        for (String stage : STAGES) {
            Files.createDirectories(folder.resolve("runs/omni-" + stage + "/model"));
        }
        Files.createDirectories(folder.resolve("runs/omni-diffusion/checkpoints/step-004000"));
        for (String backbone : BACKBONES) {
            Files.createDirectories(folder.resolve("runs/shapes-" + backbone + "/model"));
        }
        Files.createDirectories(folder.resolve("models/nano"));
        Files.createDirectories(folder.resolve("runs/nano-data"));
        Files.createFile(folder.resolve("runs/nano-data/chats.jsonl"));
        Files.createFile(data.resolve("own.jsonl"));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file :
                    files.filter(f -> !f.startsWith(from.resolve("data"))).toList()) {
                Path copy = to.resolve(from.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void theDataHaveTheRecordedHashes() throws IOException {
        for (String line : Files.readAllLines(SOURCE.resolve("data.sha256"))) {
            String[] parts = line.split(" +");
            assertEquals(parts[0], Sha256.of(data.resolve(parts[1])), parts[1]);
        }
    }

    @Test
    void whatIsHeldOutIsNowhereLearnedFrom() throws IOException {
        Set<String> learned = new HashSet<>();
        Set<String> heldOut = new TreeSet<>();
        try (Stream<Path> files = Files.list(data)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList()) {
                for (String line : Files.readAllLines(file)) {
                    JsonNode record = Json.parse(line, file.toString());
                    Set<String> named = new HashSet<>(record.findValuesAsText("path"));
                    named.addAll(record.findValuesAsText("image"));
                    (file.toString().endsWith("held-out.jsonl") ? heldOut : learned).addAll(named);
                }
            }
        }
        assertTrue(heldOut.size() > 1400, "only " + heldOut.size());
        for (String file : heldOut) {
            assertTrue(Files.isRegularFile(data.resolve(file)), file);
            assertFalse(learned.contains(file), file);
        }
    }

    @Test
    void whatIsNeverDrawnStaysForTheJudge() throws IOException {
        Set<String> drawn = new HashSet<>();
        for (String file : List.of("draw.jsonl", "draw-text.jsonl", "draw-things.jsonl")) {
            for (String line : Files.readAllLines(data.resolve(file))) {
                drawn.add(Json.parse(line, file).path("image").asText());
            }
        }
        int kept = 0;
        for (String row : Files.readAllLines(data.resolve("emoji.tsv"))) {
            String[] cells = row.split("\t");
            assertEquals(cells[1].equals("ALL"), drawn.contains(cells[0]), row);
            kept += cells[1].equals("ALL") ? 0 : 1;
        }
        assertEquals(273, kept);
    }

    @Test
    void eachRecipeIsAsTheSchemaWants() {
        STAGES.forEach(stage -> isAsTheSchemaWants(stage, stage));
        BACKBONES.forEach(backbone -> isAsTheSchemaWants("backbones/" + backbone, backbone));
    }

    private static void isAsTheSchemaWants(String recipe, String run) {
        Recipe read = Recipe.read(folder.resolve("recipes/nano-omni/" + recipe + ".yaml"));
        assertEquals(folder.resolve("runs/omni-" + run), read.output());
        read.data().forEach(d -> d.paths().forEach(p -> assertTrue(Files.isRegularFile(p), p.toString())));
    }
}
