package org.menura.world.household.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.menura.format.FormatException;
import org.menura.format.json.Json;

class ReplayTest {
    private static byte[] records() throws IOException {
        try (InputStream in = ReplayTest.class.getResourceAsStream("react_prompts.json")) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }

    @Test
    void tellsWhatWasRecorded() throws IOException {
        List<Replay.Result> results = Replay.run(Json.parse(records(), "records"), "records");
        assertEquals(8, results.size());
        for (Replay.Result result : results) {
            assertEquals("", result.difference(), result.name());
            assertTrue(result.goal().orElseThrow(), result.name());
            assertEquals(result.observations(), result.equal() + result.edits(), result.name());
        }
        // One list lacks its "and", and one arrival is left out.
        assertEquals(2, results.stream().mapToInt(Replay.Result::edits).sum());
    }

    @Test
    void findsAChangedObservation() throws IOException {
        String text = new String(records(), StandardCharsets.UTF_8)
                .replace("You turn on the desklamp 3.", "You turn off the desklamp 3.");
        List<Replay.Result> wrong = Replay.run(Json.parse(text, "records"), "records").stream()
                .filter(r -> !r.ok())
                .toList();
        assertEquals(List.of("act_examine_2"), wrong.stream().map(Replay.Result::name).toList());
        assertTrue(wrong.getFirst().difference().contains("turn off"));
    }

    @Test
    void damagedRecordsAreRefusedOrReplayed() throws IOException {
        String text = Json.parse(records(), "records").get("act_puttwo_2").asText();
        Random random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 200; i++) {
            StringBuilder changed = new StringBuilder(text);
            for (int j = 0; j < 1 + i % 20; j++) {
                int at = random.nextInt(changed.length());
                switch (random.nextInt(3)) {
                    case 0 -> changed.deleteCharAt(at);
                    case 1 -> changed.setCharAt(at, (char) (32 + random.nextInt(95)));
                    default -> changed.insert(at, "\n> 9 ".charAt(random.nextInt(5)));
                }
            }
            try {
                assertFalse(Replay.run(JsonNodeFactory.instance.objectNode().put("x", changed.toString()), "records")
                        .isEmpty());
            } catch (FormatException e) {
                refused++;
            }
        }
        assertTrue(refused < 200);
    }
}
