package org.menura.world.household;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Thought;
import org.menura.chat.Content;
import org.menura.chat.Message;
import org.menura.format.FormatException;
import org.menura.format.image.Image;
import org.menura.format.image.ImageFiles;
import org.menura.world.Suites;
import org.menura.world.household.picture.Pictures;
import org.menura.world.suite.Question;
import org.menura.world.suite.Suite;
import org.menura.world.suite.SuiteTask;
import org.menura.world.suite.Trial;

@Tag("slow")
class HouseholdPicturesSuiteTest {
    /** Writes a red and a green picture. */
    private static Path pictures(Path in) throws IOException {
        Path folder = Files.createDirectories(in.resolve("pictures"));
        Files.createDirectories(folder.resolve("images"));
        byte[] red = new byte[4 * 9];
        byte[] green = new byte[3 * 8];
        for (int i = 0; i < 9; i++) {
            red[4 * i] = (byte) 255;
            red[4 * i + 3] = (byte) 255;
        }
        for (int i = 0; i < 8; i++) {
            green[3 * i + 1] = (byte) 255;
        }
        ImageFiles.writePng(new Image(3, 3, 4, red), folder.resolve("images/a.png"));
        ImageFiles.writePng(new Image(2, 4, 3, green), folder.resolve("images/b.png"));
        Files.writeString(folder.resolve("captions.jsonl"), """
                {"image": "images/a.png", "caption": "A red apple."}
                {"image": "images/b.png", "caption": "leafy green", "tags": []}
                """);
        return folder;
    }

    private static List<SuiteTask> tasks(Path temp, Map<String, String> options) throws IOException {
        return List.copyOf(Suites.named("household-pictures").with(options).tasks(HouseholdSuiteTest.folder(temp)));
    }

    @Test
    void theOracleSolvesWhatIsShown(@TempDir Path temp) throws IOException {
        pictures(temp);
        for (String layout : List.of("sheet", "single")) {
            int shown = 0;
            for (SuiteTask task : tasks(temp, Map.of("layout", layout, "tasks", "12", "size", "64"))) {
                try (Trial trial = task.begin(1)) {
                    while (trial.next().isPresent()) {
                        Question question = trial.next().orElseThrow();
                        Thought answer = trial.oracle();
                        List<String> offered = ((Ask.Choice) question.ask()).options();
                        assertTrue(offered.contains(answer.text()), answer.text());
                        Message last = question.prompt().messages().getLast();
                        for (Content part : last.media()) {
                            assertEquals(64, ((Content.Image) part).image().width());
                            shown++;
                        }
                        assertFalse(last.text().matches("(?s).*(On|In) [a-z0-9, ]*you see an? .*"), last.text());
                        trial.answer(answer);
                    }
                    assertTrue(trial.outcome().passed(), task.id());
                }
            }
            assertTrue(shown > 20);
        }
    }

    @Test
    void whatIsOfferedDoesNotTellWhatIsThere(@TempDir Path temp) throws IOException {
        pictures(temp);
        SuiteTask task = tasks(temp, Map.of("tasks", "1")).getFirst();
        try (Trial trial = task.begin(1)) {
            String go = ((Ask.Choice) trial.next().orElseThrow().ask())
                    .options().stream()
                            .filter(c -> c.startsWith("go to countertop") || c.startsWith("go to diningtable"))
                            .findFirst()
                            .orElseThrow();
            trial.answer(Thought.of(go));
            Question question = trial.next().orElseThrow();
            List<String> takes = ((Ask.Choice) question.ask())
                    .options().stream().filter(c -> c.startsWith("take ")).toList();
            assertTrue(takes.size() > 10, takes.toString());
            String missing = takes.stream()
                    .filter(t -> {
                        try (Trial other = task.begin(1)) {
                            other.answer(Thought.of(go));
                            other.answer(Thought.of(t));
                            return other.next()
                                    .orElseThrow()
                                    .prompt()
                                    .messages()
                                    .getLast()
                                    .text()
                                    .startsWith("Nothing");
                        }
                    })
                    .findFirst()
                    .orElseThrow();
            assertTrue(missing.startsWith("take "));
        }
    }

    @Test
    void optionsAreChecked(@TempDir Path temp) throws IOException {
        Suite suite = Suites.named("household-pictures");
        assertThrows(FormatException.class, () -> suite.tasks(HouseholdSuiteTest.folder(temp)));
        for (Map<String, String> wrong : List.of(
                Map.of("layout", "circle"),
                Map.of("size", "1"),
                Map.of("tasks", "none"),
                Map.of("split", "both"),
                Map.of("x", "y"))) {
            FormatException e = assertThrows(FormatException.class, () -> suite.with(wrong));
            assertTrue(
                    String.valueOf(e.getMessage())
                            .contains(wrong.keySet().iterator().next()),
                    e.getMessage());
        }
        assertThrows(FormatException.class, () -> Suites.named("household").with(Map.of("pictures", "x")));
        assertThrows(
                FormatException.class,
                () -> tasks(
                        temp,
                        Map.of("goals", "sleep", "pictures", pictures(temp).toString())));
    }

    @Test
    void damagedCaptionsAreRefused(@TempDir Path temp) throws IOException {
        Path folder = pictures(temp);
        assertTrue(Pictures.read(folder).of("Apple").isPresent());
        assertTrue(Pictures.read(folder).of("Pan").isEmpty());
        byte[] good = Files.readAllBytes(folder.resolve("captions.jsonl"));
        Random random = new Random(5);
        for (int i = 0; i < 300; i++) {
            byte[] changed = good.clone();
            for (int j = 0; j <= i % 4; j++) {
                changed[random.nextInt(changed.length)] = (byte) (32 + random.nextInt(95));
            }
            Files.write(folder.resolve("captions.jsonl"), changed);
            try {
                Pictures.read(folder).of("Apple");
            } catch (FormatException e) {
                assertTrue(String.valueOf(e.getMessage()).contains("captions.jsonl"), e.getMessage());
            }
        }
        Files.writeString(folder.resolve("captions.jsonl"), "{\"image\": \"../../x.png\", \"caption\": \"red apple\"}");
        assertThrows(FormatException.class, () -> Pictures.read(folder));
    }
}
