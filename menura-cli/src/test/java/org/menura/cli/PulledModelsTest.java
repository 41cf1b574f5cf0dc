package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class PulledModelsTest {
    @TempDir
    private Path folder;

    private Path model;

    /** Lays a model into the cache as a pull does. */
    @BeforeEach
    void pull() throws IOException {
        model = Files.createDirectories(folder.resolve("cache/models/org/stories"));
        Path from = Cli.repository().resolve("testdata/models/stories260K");
        List<String> names;
        try (var files = Files.list(from)) {
            names = files.filter(Files::isRegularFile)
                    .map(f -> f.getFileName().toString())
                    .toList();
        }
        for (String name : names) {
            Files.copy(from.resolve(name), model.resolve(name));
        }
        Files.writeString(
                model.resolve(".menura-pull.json"),
                "{\"reference\":\"org/stories\",\"commit\":\"main\",\"complete\":true,\"files\":[\"%s\"]}"
                        .formatted(String.join("\",\"", names)));
    }

    private String menura(int code, String... args) throws IOException, InterruptedException {
        Files.deleteIfExists(folder.resolve("log"));
        Process process = ChildProcess.start(folder, "export MENURA_CACHE=cache", args);
        assertEquals(code, process.waitFor(), ChildProcess.printed(folder));
        return ChildProcess.printed(folder);
    }

    @Test
    void listShowAndTokenizeKnowThePulledModel() throws Exception {
        String list = menura(0, "ls");
        assertTrue(list.contains("org/stories  llama"), list);
        assertTrue(menura(0, "show", "org/stories").contains("llama"));
        assertTrue(menura(0, "tokenize", "org/stories", "-p", "Once", "--ids").contains("1 "));
    }

    @Test
    void aRecipeTakesItsName() throws Exception {
        Files.writeString(folder.resolve("text.txt"), "Once upon a time there was a dog. ".repeat(50));
        String recipe = """
            model: {checkpoint: org/%s}
            data: {path: text.txt}
            batch: {sequences: 1, length: 16}
            steps: 1
            schedule: {rate: 1e-3}
            """;
        Files.writeString(folder.resolve("recipe.yaml"), recipe.formatted("stories"));
        menura(0, "train", "--check", "recipe.yaml");
        Files.writeString(folder.resolve("recipe.yaml"), recipe.formatted("other"));
        String refusal = menura(1, "train", "--check", "recipe.yaml");
        assertTrue(refusal.contains("fetch it with: menura pull org/other"), refusal);
    }

    @Test
    void whatWasNotPulledNamesTheCommandThatDoes() throws Exception {
        assertTrue(menura(1, "run", "org/other", "-p", "x").contains("fetch it with: menura pull org/other"));
    }

    @Test
    void rmDeletesOnlyWhatWasPulledAndWhenItIsTold() throws Exception {
        assertTrue(menura(2, "rm", "org/stories").contains("say --yes to delete org/stories ("));
        assertTrue(menura(1, "rm", "--yes", "org/stories", "org/other").contains("org/other is no pulled model"));
        assertTrue(Files.exists(model));
        assertTrue(menura(0, "rm", "--yes", "org/stories").startsWith("org/stories: freed "));
        assertFalse(Files.exists(model));
        assertTrue(menura(0, "list").contains("no model was pulled yet"));
    }
}
