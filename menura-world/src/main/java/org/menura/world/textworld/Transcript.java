package org.menura.world.textworld;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.menura.format.FormatException;
import org.menura.format.TextFile;
import org.menura.format.json.Json;
import org.menura.world.textworld.game.Game;

/** A recorded episode of a game, and the steps in which a replay differs from it. */
public final class Transcript {
    /**
     * A difference between the record and the replay.
     *
     * @param step counted from 1; 0 is the start
     * @param command before it; empty at the start
     * @param field such as {@code feedback}
     */
    public record Difference(int step, String command, String field, String recorded, String replayed) {}

    private final JsonNode root;
    private final String source;

    private Transcript(JsonNode root, String source) {
        this.root = root;
        this.source = source;
    }

    /** Reads a file of transcripts, one JSON object a line. */
    public static List<Transcript> read(Path file) throws java.io.IOException {
        List<Transcript> all = new ArrayList<>();
        int number = 0;
        for (String line : TextFile.lines(file)) {
            number++;
            if (!line.isBlank()) {
                String source = file + ", line " + number;
                all.add(new Transcript(Json.parse(line, source), source));
            }
        }
        return all;
    }

    /** Returns the name of its game. */
    public String game() {
        return string(root, "game");
    }

    /** Returns the name of the episode, such as {@code walkthrough}. */
    public String episode() {
        return string(root, "episode");
    }

    /** Returns the number of recorded steps, the start left out. */
    public int steps() {
        return steps(root).size();
    }

    /** Plays the recorded commands; returns all differences. */
    public List<Difference> differences(Game of) {
        List<Difference> found = new ArrayList<>();
        Play play = new Play(of);
        if (root.path("objective").isTextual()) {
            field(found, 0, "", "objective", string(root, "objective"), of.objective());
        }
        if (root.path("max_score").isNumber()) {
            double highest = of.isUnbounded() ? Double.POSITIVE_INFINITY : of.maxScore();
            field(found, 0, "", "max_score", number(root.path("max_score").asDouble()), number(highest));
        }
        compare(found, 0, "", root, play.view());
        int number = 0;
        for (JsonNode step : steps(root)) {
            number++;
            String command = string(step, "command");
            if (play.view().done()) {
                found.add(new Difference(number, command, "done", "false", "true"));
                return found;
            }
            compare(found, number, command, step, play.step(command));
        }
        return found;
    }

    private static String number(double value) {
        return Double.toString(value);
    }

    private static JsonNode steps(JsonNode root) {
        return root.path("steps");
    }

    private void compare(List<Difference> found, int number, String command, JsonNode recorded, Play.View view) {
        field(found, number, command, "feedback", string(recorded, "feedback"), view.feedback());
        field(found, number, command, "status", string(recorded, "status"), view.status());
        List<String> admissible = new ArrayList<>();
        recorded.path("admissible").forEach(a -> admissible.add(a.asText()));
        field(
                found,
                number,
                command,
                "admissible",
                admissible.toString(),
                view.admissible().toString());
        if (recorded.has("score")) {
            field(found, number, command, "score", recorded.path("score").asText(), String.valueOf(view.score()));
        }
        if (recorded.has("moves")) {
            field(found, number, command, "moves", recorded.path("moves").asText(), String.valueOf(view.moves()));
        }
        if (recorded.has("done")) {
            field(found, number, command, "done", recorded.path("done").asText(), String.valueOf(view.done()));
        }
        if (recorded.has("won")) {
            field(found, number, command, "won", recorded.path("won").asText(), String.valueOf(view.won()));
        }
    }

    private static void field(
            List<Difference> found, int step, String command, String field, String recorded, String replayed) {
        if (!recorded.equals(replayed)) {
            found.add(new Difference(step, command, field, recorded, replayed));
        }
    }

    private String string(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.isTextual()) {
            throw new FormatException("The transcript at " + source + " has no string '" + field + "'");
        }
        return value.textValue();
    }
}
