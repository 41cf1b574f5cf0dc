package org.menura.recipes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.json.Json;
import org.menura.train.recipe.Recipe;
import org.menura.train.rl.Rewards;

/** The recipes of the nano model, with the data that its program makes. */
@Tag("slow")
class NanoRecipesTest {
    private static final Path SOURCE = root().resolve("recipes/nano");

    @TempDir
    private static Path folder;

    private static Path root() {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(root.resolve("recipes/nano"))) {
            root = root.getParent();
        }
        return root;
    }

    @BeforeAll
    static void makeData() throws IOException, InterruptedException {
        Path data = folder.resolve("runs/nano-data");
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dmenura.recipes=" + SOURCE.getParent(),
                        "org.menura.recipes.nano.NanoData",
                        data.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertEquals(0, process.waitFor(), () -> read(log));
        Path recipes = Files.createDirectories(folder.resolve("recipes/nano"));
        try (Stream<Path> files = Files.list(SOURCE)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, recipes.resolve(file.getFileName()));
            }
        }
        Files.createDirectory(recipes.resolve("tokenizer"));
        Files.createDirectories(folder.resolve("runs/nano-pretrain/model"));
        Files.createDirectories(folder.resolve("runs/nano-sft/model"));
        Files.createDirectories(folder.resolve("runs/nano-grpo/model"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void theDataHaveTheRecordedHashes() throws IOException, NoSuchAlgorithmException {
        for (String line : Files.readAllLines(SOURCE.resolve("data.sha256"))) {
            String[] parts = line.split(" +");
            byte[] bytes = Files.readAllBytes(folder.resolve("runs/nano-data").resolve(parts[1]));
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            assertEquals(parts[0], HexFormat.of().formatHex(hash), parts[1]);
        }
    }

    @Test
    void noHeldOutPromptOrStoryIsLearnedFrom() throws IOException {
        Path data = folder.resolve("runs/nano-data");
        Set<Set<String>> asked = words(data.resolve("prompts.jsonl"));
        Set<Set<String>> heldOut = words(data.resolve("prompts-held-out.jsonl"));
        assertEquals(200, heldOut.size());
        assertTrue(asked.stream().noneMatch(heldOut::contains));
        String stories = Files.readString(data.resolve("stories.txt"));
        for (String story : Files.readString(data.resolve("held-out.txt")).split("<\\|endoftext\\|>")) {
            assertTrue(!stories.contains(story.strip()), story);
        }
    }

    private static Set<Set<String>> words(Path file) throws IOException {
        Set<Set<String>> all = new HashSet<>();
        for (String line : Files.readAllLines(file)) {
            Set<String> three = new HashSet<>();
            Json.parse(line, file.toString()).get("words").forEach(w -> three.add(w.asText()));
            assertEquals(3, three.size(), line);
            all.add(three);
        }
        return all;
    }

    @Test
    void eachRecipeIsAsTheSchemaWants() {
        Path recipes = folder.resolve("recipes/nano");
        for (String name : List.of("pretrain", "sft", "grpo", "settle")) {
            Recipe recipe = Recipe.read(recipes.resolve(name + ".yaml"));
            assertEquals(folder.resolve("runs/nano-" + name), recipe.output());
            recipe.data().forEach(d -> d.paths().forEach(p -> assertTrue(Files.isRegularFile(p), p.toString())));
        }
        Recipe last = Recipe.read(recipes.resolve("grpo.yaml"));
        assertTrue(last.objective().text("name").equals("grpo"));
        Rewards.of(last.objective().texts("rewards"));
    }
}
