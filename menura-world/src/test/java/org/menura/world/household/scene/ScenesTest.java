package org.menura.world.household.scene;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;

class ScenesTest {
    private static final List<String> FILES = List.of("scenes.jsonl", "affordances.json", "split.json", "goals.json");

    private static byte[] file(String name) throws IOException {
        try (InputStream in = Scenes.class.getResourceAsStream("../" + name)) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }

    @Test
    void readsTheScenesOfALFWorld() {
        Scenes scenes = Scenes.builtIn();
        assertEquals(120, scenes.all().size());
        assertEquals(96, scenes.of(Scenes.Split.TRAIN).size());
        assertEquals(24, scenes.of(Scenes.Split.TEST).size());
        assertEquals(19, scenes.goals().size());
        assertEquals(
                4,
                scenes.of(Scenes.Split.TEST).getFirst().places().stream()
                        .filter(p -> p.type().equals("StoveBurner"))
                        .count());
        assertTrue(scenes.affordances().holds("Fridge", "Apple"));
    }

    @Test
    void readsAFolder(@TempDir Path folder) throws IOException {
        for (String name : FILES) {
            assertEquals(false, Scenes.isThere(folder));
            Files.write(folder.resolve(name), file(name));
        }
        assertTrue(Scenes.isThere(folder));
        assertEquals(Scenes.builtIn(), Scenes.read(folder));
        Files.writeString(folder.resolve("split.json"), "{\"train\": [1], \"test\": [999]}");
        FormatException e = assertThrows(FormatException.class, () -> Scenes.read(folder));
        assertEquals(folder + ": split.json names scene 999, which scenes.jsonl lacks", e.getMessage());
    }

    @Test
    void goalsThatCannotBeFilledAreRefused() throws IOException {
        String scenes = "\ufeff"
                + new String(
                        firstLines(new String(file("scenes.jsonl"), StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
        String goal =
                "{\"name\": \"put\", \"rooms\": [], \"templates\": [\"put %s in {recep}\"], \"slots\": [\"obj\", \"recep\"],"
                        + " \"pddl\": \"(:goal (exists (?o - object) (objectType ?o {%s}Type)))\"}";
        String whole = goal.formatted("{obj}", "obj");
        assertEquals(1, read(scenes, "[" + whole + "]").goals().size());
        assertEquals(
                "goals.json: the goal \"put\" has {thing} in \"put {thing} in {recep}\", but not in its \"slots\"",
                assertThrows(FormatException.class, () -> read(scenes, "[" + goal.formatted("{thing}", "obj") + "]"))
                        .getMessage());
        assertTrue(String.valueOf(assertThrows(
                                FormatException.class, () -> read(scenes, "[" + goal.formatted("{obj}", "thing") + "]"))
                        .getMessage())
                .contains("{thing}"));
        assertEquals(
                "goals.json: the goal \"put\" comes twice",
                assertThrows(FormatException.class, () -> read(scenes, "[" + whole + "," + whole + "]"))
                        .getMessage());
    }

    private static Scenes read(String scenes, String goals) throws IOException {
        return Scenes.read(
                scenes.getBytes(StandardCharsets.UTF_8),
                file("affordances.json"),
                "{\"train\": [2], \"test\": [1]}".getBytes(StandardCharsets.UTF_8),
                goals.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void damagedFilesAreRefusedInASentence() throws IOException {
        byte[] scenes = firstLines(new String(file("scenes.jsonl"), StandardCharsets.UTF_8));
        byte[] affordances = file("affordances.json");
        byte[] split = "{\"train\": [2], \"test\": [1]}".getBytes(StandardCharsets.UTF_8);
        byte[] goals = file("goals.json");
        Random random = new Random(3);
        for (int i = 0; i < 300; i++) {
            byte[][] all = {scenes.clone(), affordances.clone(), split.clone(), goals.clone()};
            byte[] damaged = all[i % 4];
            for (int j = 0; j < 1 + i % 5; j++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(128);
            }
            try {
                Scenes.read(all[0], all[1], all[2], all[3]);
            } catch (FormatException e) {
                assertTrue(
                        FILES.stream()
                                .anyMatch(f -> String.valueOf(e.getMessage()).contains(f)),
                        e.getMessage());
            }
        }
    }

    private static byte[] firstLines(String text) {
        String[] lines = text.split("\n", 3);
        return (lines[0] + "\n" + lines[1] + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
