package org.menura.world.household.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.world.household.engine.OriginalTest;

@Tag("slow")
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
    void replaysTheWordsOfOtherVersions() {
        String now = """
                -= Welcome to TextWorld, ALFRED! =-

                You are in the middle of a room. Looking quickly around you, you see a drawer 1, and a shelf 1.

                Your task is to: put some pen on shelf.

                > go to drawer 1
                You arrive at drawer 1. The drawer 1 is closed.
                > open drawer 1
                You open the drawer 1. The drawer 1 is open. In it, you see a cd 1, and a pen 2.
                > take pen 2 from drawer 1
                You pick up the pen 2 from the drawer 1.
                > go to shelf 1
                You arrive at shelf 1. On the shelf 1, you see nothing.
                > move pen 2 to shelf 1
                You move the pen 2 to the shelf 1.
                """;
        String before = now.replaceAll("You arrive at \\w+ 1", "You arrive at loc 7")
                .replace("> move pen 2 to", "> put pen 2 in/on")
                .replace("You move the pen 2 to the", "You put the pen 2 in/on the");
        for (String text : List.of(now, before)) {
            Replay.Result result = Replay.run(
                            JsonNodeFactory.instance.objectNode().put("x", text), "records")
                    .getFirst();
            assertEquals(new Replay.Result("x", 6, 6, 0, "", java.util.Optional.of(true)), result);
        }
    }

    @Test
    void replaysEpisodesOfTheOriginal() throws IOException {
        ObjectNode records = JsonNodeFactory.instance.objectNode();
        try (InputStream in = Objects.requireNonNull(OriginalTest.class.getResourceAsStream("original.jsonl"))) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(line -> {
                JsonNode episode = Json.parse(line, "episode");
                StringBuilder text = new StringBuilder();
                for (JsonNode step : episode.get("steps")) {
                    JsonNode command = step.get("command");
                    text.append(command.isNull() ? "" : "> " + command.asText() + "\n")
                            .append(step.get("text").asText())
                            .append('\n');
                }
                records.put(episode.get("name").asText(), text.toString());
            });
        }
        for (Replay.Result result : Replay.run(records, "episodes")) {
            assertEquals("", result.difference(), result.name());
            assertEquals(result.observations(), result.equal(), result.name());
        }
    }

    @Test
    void theVersionBeforeKnewNoHelp() {
        String text = "You are in the middle of a room. Looking quickly around you, you see a shelf 1.\n"
                + "Your task is to: put some pen on shelf.\n> help\nNothing happens.\n";
        assertEquals(
                "",
                Replay.run(JsonNodeFactory.instance.objectNode().put("x", text), "records")
                        .getFirst()
                        .difference());
    }

    @Test
    void findsAChangedObservation() throws IOException {
        String text = new String(records(), StandardCharsets.UTF_8)
                .replace("You turn on the desklamp 3.", "You turn off the desklamp 3.");
        List<Replay.Result> wrong = Replay.run(Json.parse(text, "records"), "records").stream()
                .filter(r -> !r.ok())
                .toList();
        assertEquals(
                List.of("act_examine_2"),
                wrong.stream().map(Replay.Result::name).toList());
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
