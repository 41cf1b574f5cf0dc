package org.menura.conference.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.conference.world.ConferenceWorld;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.train.rl.episode.Environment;
import org.menura.train.rl.episode.EnvironmentSettings;
import org.menura.train.rl.episode.Environments;
import org.menura.train.rl.episode.Turn;

@Tag("slow")
class ConferenceEnvironmentTest {
    @TempDir
    private Path dir;

    @Test
    void theCheckerRewardsWhatIsRight() throws Exception {
        Path key = dir.resolve("key.json");
        new ConferenceWorld(3).write(dir.resolve("in"), key);
        JsonNode mails = Json.parse(key).path("mails");
        String mail = "";
        for (var m : mails.properties()) {
            if (m.getValue().path("intent").asText().equals("source")) {
                mail = m.getKey();
            }
        }
        long seed = ConferenceEnvironment.seed(3, Integer.parseInt(mail.substring(1)));
        Environment world = Environments.named("conference").create(EnvironmentSettings.NONE);
        Turn turn = world.reset(seed);
        assertTrue(turn.text().startsWith("[mail.intent " + mail + "]"), turn.text());
        assertEquals(0, world.step("put in quarantine").reward());
        turn = world.reset(seed); // an episode that is left
        turn = world.reset(seed);
        assertEquals(8, turn.admissible().size());
        turn = world.step("answer from documents");
        String document = mails.path(mail).path("document").asText();
        turn = world.step(turn.admissible().stream()
                .filter(a -> a.endsWith(" " + document))
                .findFirst()
                .orElseThrow());
        assertFalse(turn.done());
        String value = mails.path(mail).path("value").asText();
        turn = world.step(turn.admissible().stream()
                .filter(a -> a.contains(value))
                .findFirst()
                .orElseThrow());
        assertTrue(turn.done());
        assertEquals(1, turn.reward());
    }

    @Test
    void anEpisodeCanBeOneDecision() throws Exception {
        Path key = dir.resolve("key.json");
        new ConferenceWorld(3).write(dir.resolve("in"), key);
        String unanswered = "";
        for (var m : Json.parse(key).path("mails").properties()) {
            if (m.getValue().path("intent").asText().equals("escalate")) {
                unanswered = m.getKey();
            }
        }
        long seed = ConferenceEnvironment.seed(3, Integer.parseInt(unanswered.substring(1)));
        Environment world =
                Environments.named("conference").create(EnvironmentSettings.of(List.of("decision=intent"), null));
        world.reset(seed);
        Turn right = world.step("ask the chair");
        assertTrue(right.done());
        assertEquals(1, right.reward());
        world.reset(seed);
        Turn wrong = world.step("answer from documents");
        assertTrue(wrong.done());
        assertEquals(0, wrong.reward());
        EnvironmentSettings unknown = EnvironmentSettings.of(List.of("decision=fate"), null);
        assertThrows(
                FormatException.class, () -> Environments.named("conference").create(unknown));
    }
}
