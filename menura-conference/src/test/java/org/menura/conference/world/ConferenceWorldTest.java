package org.menura.conference.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.json.Json;

class ConferenceWorldTest {
    @TempDir
    private Path dir;

    @Test
    void theSameSeedGivesTheSameBytes() throws IOException {
        new ConferenceWorld(7).write(dir.resolve("a"), dir.resolve("a.json"));
        new ConferenceWorld(7).write(dir.resolve("b"), dir.resolve("b.json"));
        List<Path> files = files(dir.resolve("a"));
        assertEquals(6 + 60 + 36, files.size());
        for (Path f : files) {
            Path other = dir.resolve("b").resolve(dir.resolve("a").relativize(f));
            assertEquals(-1, Files.mismatch(f, other), f.toString());
        }
        assertEquals(-1, Files.mismatch(dir.resolve("a.json"), dir.resolve("b.json")));
    }

    @Test
    void mailsHaveTheirKindsAndThreeVenuesFit() throws IOException {
        for (long seed = 1; seed <= 40; seed++) {
            Path key = dir.resolve("key.json");
            new ConferenceWorld(seed).write(dir.resolve("w"), key);
            JsonNode k = Json.parse(key);
            Map<String, Integer> kinds = new HashMap<>();
            k.path("mails").forEach(m -> kinds.merge(m.path("intent").asText(), 1, Integer::sum));
            assertEquals(
                    Map.of("source", 18, "database", 6, "escalate", 4, "quarantine", 3, "duplicate", 2, "event", 3),
                    kinds);
            assertEquals(Houses.FITTING, k.path("venues").size(), "seed " + seed);
            k.path("mails").forEach(m -> {
                if (m.path("intent").asText().equals("source")) {
                    assertTrue(m.path("document").asText().startsWith("D"), m.toString());
                }
            });
        }
    }

    @Test
    void theKeyMayNotLieAmongTheInputs() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new ConferenceWorld(1)
                        .write(dir.resolve("w"), dir.resolve("w").resolve("key.json")));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            return new ArrayList<>(all.filter(Files::isRegularFile).sorted().toList());
        }
    }
}
