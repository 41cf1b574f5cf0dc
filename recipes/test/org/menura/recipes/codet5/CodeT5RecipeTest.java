package org.menura.recipes.codet5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.train.recipe.Recipe;

class CodeT5RecipeTest {
    @TempDir
    private Path folder;

    private static Path recipes() {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(root.resolve("recipes/codet5"))) {
            root = root.getParent();
        }
        return root.resolve("recipes/codet5");
    }

    @Test
    void dataKeepsWhatIsAskedOutOfTraining() throws IOException {
        Path functions = folder.resolve("functions.jsonl");
        Files.writeString(functions, """
                {"language": "java", "name": "f", "docstring": "Adds.", "code": "int f(int a) { return a + 1; }"}
                {"language": "python", "name": "g", "docstring": "Gives.", "code": "def g():\\n    return 1"}
                """);
        Path pairs = folder.resolve("pairs.jsonl");
        Files.writeString(pairs, """
                {"split": "train", "java": "int a() { return 1; }", "cs": "int A() { return 1; }"}
                {"split": "test", "java": "int secret() { return 2; }", "cs": "int Secret() { return 2; }"}
                {"split": "valid", "java": "int hidden() { return 3; }", "cs": "int Hidden() { return 3; }"}
                """);
        Path out = folder.resolve("out");
        CodeT5Data.write(functions, pairs, out);
        String code = Files.readString(out.resolve("code.jsonl"));
        assertEquals(4, code.lines().count());
        String texts = Files.readString(out.resolve("texts.txt"));
        for (String secret : List.of("ecret", "idden")) {
            assertFalse(code.contains(secret) || texts.contains(secret));
        }
        assertTrue(code.contains(
                "{\"language\":\"java\",\"code\":\"int f(int a) { return a + 1; }\",\"docstring\":\"Adds.\"}"));
        assertEquals(
                "{\"java\":\"int secret() { return 2; }\",\"cs\":\"int Secret() { return 2; }\"}\n",
                Files.readString(out.resolve("test.jsonl")));
    }

    @Test
    void recipesAreValid() throws IOException {
        Path sources = recipes();
        Files.createDirectories(folder.resolve("tokenizer"));
        for (String data : List.of("code.jsonl", "train.jsonl", "valid.jsonl")) {
            Files.writeString(folder.resolve(data), "{}\n");
        }
        for (String name : List.of("pretrain.yaml", "translate.yaml")) {
            String text = Files.readString(sources.resolve(name))
                    .replaceFirst("(?s)^#[^\n]*\n", "")
                    .replace("PAIRS", "DATA/train.jsonl")
                    .replace("STEPS", "900")
                    .replace("OBJECTIVES", "[span-denoising, identifier-tagging, masked-identifiers, dual-generation]")
                    .replace("  MODEL", "  config: CONFIG\n  init_seed: SEED")
                    .replace("CONFIG", sources.resolve("config.json").toString())
                    .replace("DATA", folder.toString())
                    .replace("OUT", folder.resolve("runs").toString())
                    .replace("SEED", "1");
            Path recipe = folder.resolve(name);
            Files.writeString(recipe, text);
            Recipe.read(recipe);
        }
    }

    @Test
    void namesAreExchangedOnBothSidesAlike() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (String name : List.of("Pigeon", "Magpie", "Heron", "Wren")) {
            lines.append("{\"java\":\"public int count%1$ss() { return my%1$s.size(); }\",".formatted(name));
            lines.append("\"cs\":\"public int Count%1$ss() { return my%1$s.Count; }\"}\n".formatted(name));
        }
        Path pairs = Files.writeString(folder.resolve("pairs.jsonl"), lines);
        Path out = folder.resolve("renamed.jsonl");
        RenamedPairs.write(pairs, out, 20);
        List<String> told = Files.readAllLines(out);
        assertEquals(80, told.size());
        assertEquals(Files.readAllLines(pairs), told.subList(0, 4));
        assertTrue(told.stream().distinct().count() > 20);
        for (String line : told) {
            assertTrue(line.contains("public int count") && line.contains("public int Count"), line); // no name
            String java = line.replaceFirst(".*my(\\w+)\\.size.*", "$1");
            assertEquals(java, line.replaceFirst(".*my(\\w+)\\.Count.*", "$1"), line);
        }
    }

    @Test
    void scoresByWordsAndWholeAnswers() {
        assertEquals(
                "n 2, BLEU 100.00, exact 100.00",
                CodeT5Scores.score(List.of("a b  c d e", "f g h i\n"), List.of("a b c d e", "f g h i")));
        assertEquals("n 1, BLEU 30.21, exact 0.00", CodeT5Scores.score(List.of("a b c d"), List.of("e f g h")));
    }
}
