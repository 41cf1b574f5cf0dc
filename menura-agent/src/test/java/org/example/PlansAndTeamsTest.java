package org.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.ScriptedMind;
import org.menura.agent.mind.Thought;

/** The programs about planners, memory and teams run. */
class PlansAndTeamsTest {
    @Test
    void aPlanFillsItsPlaceholders() throws Exception {
        List<String> results = new ArrayList<>();
        Mind mind = ScriptedMind.of((prompt, ask, _) -> {
            prompt.messages().forEach(m -> results.add(m.text()));
            return ask instanceof Ask.Json
                    ? Thought.of(
                            "{\"steps\": [{\"tool\": \"find\", \"arguments\": {\"name\": \"Porto\"}},"
                                    + " {\"tool\": \"book\", \"arguments\": {\"hotel\": \"$1.name\", \"price\": \"$1.price\"}}]}")
                    : Thought.of("It is booked.");
        });
        assertEquals("It is booked.", PlansAndTeams.plan(mind));
        assertTrue(results.contains("booked Hotel Porto for 80.0"), results.toString());
    }

    @Test
    void goalsNeedNoMind() throws Exception {
        assertEquals("Done: door is open", PlansAndTeams.goals(ScriptedMind.of((_, _, _) -> null)));
    }

    @Test
    void aCheckTeachesALesson() throws Exception {
        Mind mind = ScriptedMind.of((prompt, _, _) -> {
            String last = prompt.messages().getLast().text();
            return Thought.of(
                    last.startsWith("That was wrong")
                            ? "Say only the number."
                            : last.contains("Say only the number") ? "300" : "Many seats.");
        });
        assertEquals("300", PlansAndTeams.again(mind));
    }

    @Test
    void whatWasSaidIsRemembered(@TempDir Path folder) throws Exception {
        Mind mind = ScriptedMind.of((prompt, _, _) ->
                Thought.of(prompt.messages().getLast().text().contains("Archie. (") ? "Archie" : "Noted."));
        assertEquals("Archie", PlansAndTeams.remember(mind, folder.resolve("memory.jsonl")));
    }

    @Test
    void aSupervisorLeads() throws Exception {
        List<String> choices = new ArrayList<>(List.of("researcher", "answer"));
        Mind mind = ScriptedMind.of((prompt, ask, _) -> switch (ask) {
            case Ask.Choice _ -> Thought.of(choices.removeFirst());
            default ->
                Thought.of(
                        prompt.messages().getLast().text().startsWith("Now answer")
                                ? "In Hotel Porto."
                                : "Hotel Porto");
        });
        assertEquals("In Hotel Porto.", PlansAndTeams.team(mind));
    }
}
