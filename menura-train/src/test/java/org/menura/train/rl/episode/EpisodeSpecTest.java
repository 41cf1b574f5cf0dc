package org.menura.train.rl.episode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;
import org.menura.tensor.Rng;

/** Files of tasks, and the settings of environments. */
@Tag("slow")
class EpisodeSpecTest {
    private static final String LINE = "{\"seed\": 7, \"rooms\": 5, \"actions\": [\"go\", \"take\"]}\n";

    @TempDir
    private Path folder;

    private EpisodeSpecs specs(String text) throws IOException {
        return new EpisodeSpecs(List.of(Files.writeString(folder.resolve("tasks.jsonl"), text)));
    }

    @Test
    void aLineHasSeedActionsAndSettings() throws IOException {
        EpisodeSpec spec = specs(LINE).get(0);
        assertEquals(7, spec.seed());
        assertEquals(List.of("go", "take"), spec.actions());
        EnvironmentSettings settings = EnvironmentSettings.of(List.of("rooms=3", "key = gold"), null);
        assertEquals(3, settings.whole("rooms", 4));
        assertEquals(5, settings.with(spec.fields()).whole("rooms", 4));
        assertEquals("gold", settings.text("key", ""));
        assertEquals(4, settings.whole("doors", 4));
    }

    @Test
    void whatIsMalformedIsToldWithItsLine() throws IOException {
        for (String line : List.of(
                "{}",
                "{\"seed\": 1.5}",
                "{\"seed\": \"1\"}",
                "{\"seed\": 1, \"actions\": \"go\"}",
                "{\"seed\": 1, \"actions\": [1]}",
                "{\"seed\": 1, \"actions\": [\"go\"], \"noise\": 0}",
                "{\"seed\": 1, \"actions\": [\"go\"], \"noise\": [1]}",
                "{\"seed\": 1, \"noise\": [0]}")) {
            EpisodeSpecs some = specs(LINE + line);
            FormatException e = assertThrows(FormatException.class, () -> some.get(1));
            assertTrue(String.valueOf(e.getMessage()).contains("tasks.jsonl, line 2: "), e.getMessage());
        }
        assertThrows(FormatException.class, () -> specs("\n"));
        assertThrows(FormatException.class, () -> EnvironmentSettings.of(List.of("rooms"), null));
        EnvironmentSettings settings = EnvironmentSettings.of(List.of("rooms=many"), null);
        assertThrows(FormatException.class, () -> settings.whole("rooms", 4));
        assertThrows(FormatException.class, () -> Environments.named("nowhere"));
        assertTrue(Environments.all().containsKey("test-key-and-door"));
    }

    @Test
    void mutatedLinesAreReadOrRefused() throws IOException {
        Rng rng = new Rng(3);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = LINE.getBytes(StandardCharsets.UTF_8);
            for (int n = rng.nextInt(3); n >= 0; n--) {
                bytes[rng.nextInt(bytes.length)] = (byte) rng.nextInt(256);
            }
            Path file = Files.write(folder.resolve("mutated.jsonl"), bytes);
            try {
                EpisodeSpecs specs = new EpisodeSpecs(List.of(file));
                for (long line = 0; line < specs.count(); line++) {
                    assertTrue(specs.get(line).actions().size() < 10);
                }
            } catch (FormatException e) {
                assertTrue(!String.valueOf(e.getMessage()).isEmpty());
            }
        }
    }

    @Test
    void shortTasksComeFirstInACurriculum() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int seed = 0; seed < 20; seed++) {
            lines.append("{\"seed\": %d, \"actions\": [%s]}\n".formatted(seed, "\"a\", ".repeat(19 - seed) + "\"a\""));
        }
        EpisodeSpecs specs = specs(lines.toString());
        EpisodeSpecs.Choice choice = specs.shortFirst(2, 10, 1);
        for (long iteration = 0; iteration < 10; iteration++) {
            List<EpisodeSpec> some = choice.at(iteration);
            assertEquals(2, new HashSet<>(some).size());
            long most = 2 * (iteration + 1);
            assertTrue(some.stream().allMatch(s -> s.actions().size() <= most), some.toString());
            assertEquals(some, specs.shortFirst(2, 10, 1).at(iteration));
        }
        Set<EpisodeSpec> seen = new HashSet<>();
        for (long iteration = 10; iteration < 20; iteration++) {
            seen.addAll(choice.at(iteration));
        }
        assertEquals(20, seen.size());
        EpisodeSpecs unknown = specs("{\"seed\": 1}");
        assertThrows(FormatException.class, () -> unknown.shortFirst(1, 10, 1));
    }
}
