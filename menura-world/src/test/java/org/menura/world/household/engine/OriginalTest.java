package org.menura.world.household.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.menura.format.json.Json;
import org.menura.world.household.pddl.Formula;
import org.menura.world.household.pddl.FormulaReader;
import org.menura.world.household.scene.Scenes;

/**
 * Compares with episodes that ALFWorld's domain and grammar (0.4.2) gave in TextWorld 1.7.0 with Fast Downward
 * (fast-downward-textworld 20.6.4): plans and random commands in houses of the generator. The commands to go somewhere
 * are left out of the lists of what is admissible.
 */
public class OriginalTest {
    @Test
    void tellsAndAllowsWhatTheOriginalDoes() throws IOException {
        int steps = 0;
        int won = 0;
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(OriginalTest.class.getResourceAsStream("original.jsonl")),
                StandardCharsets.UTF_8))) {
            for (String line : in.lines().toList()) {
                JsonNode episode = Json.parse(line, "episode");
                House house = house(episode);
                Formula goal = FormulaReader.read(episode.get("goal").asText(), "episode");
                for (JsonNode step : episode.get("steps")) {
                    String where = episode.get("name").asText() + ", step " + steps++;
                    String text = step.get("command").isNull()
                            ? Wording.ALFWORLD.intro(house, episode.get("task").asText())
                            : act(house, step.get("command").asText());
                    assertEquals(step.get("text").asText(), text, where);
                    List<String> admissible = house.possible().stream()
                            .map(Wording.ALFWORLD::command)
                            .filter(c -> !c.startsWith("go to "))
                            .sorted()
                            .toList();
                    assertEquals(
                            step.get("admissible")
                                    .valueStream()
                                    .map(JsonNode::asText)
                                    .toList(),
                            admissible,
                            where);
                    assertEquals(step.get("won").booleanValue(), goal.holds(house), where);
                    won += goal.holds(house) ? 1 : 0;
                }
            }
        }
        assertTrue(steps > 250 && won >= 8, steps + " steps, " + won + " won");
    }

    private static String act(House house, String command) {
        Action action = Wording.ALFWORLD.action(house, command);
        if (action == null) {
            return Wording.ALFWORLD.nothing();
        }
        house.act(action);
        return Wording.ALFWORLD.feedback(house, action);
    }

    private static House house(JsonNode episode) {
        House.Builder builder = new House.Builder(Scenes.builtIn().affordances());
        Map<String, Receptacle> built = new HashMap<>();
        for (JsonNode r : episode.get("receptacles")) {
            Receptacle receptacle = builder.receptacle(
                    r.get(0).asText(),
                    r.get(1).intValue(),
                    r.get(2).asText(),
                    r.get(3).booleanValue());
            built.put(receptacle.name(), receptacle);
        }
        for (JsonNode i : episode.get("objects")) {
            builder.item(
                    i.get(0).asText(),
                    i.get(1).intValue(),
                    Objects.requireNonNull(built.get(i.get(2).asText())));
        }
        return builder.build();
    }
}
