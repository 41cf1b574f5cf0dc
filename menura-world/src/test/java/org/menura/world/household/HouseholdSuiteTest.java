package org.menura.world.household;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Thought;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.train.rl.episode.Environment;
import org.menura.train.rl.episode.EnvironmentSettings;
import org.menura.train.rl.episode.Environments;
import org.menura.train.rl.episode.Turn;
import org.menura.world.Suites;
import org.menura.world.household.scene.Scenes;
import org.menura.world.household.scene.Scenes.Split;
import org.menura.world.suite.NullAgent;
import org.menura.world.suite.OracleAgent;
import org.menura.world.suite.Question;
import org.menura.world.suite.RandomAgent;
import org.menura.world.suite.SuiteAgent;
import org.menura.world.suite.SuiteRunner;
import org.menura.world.suite.SuiteTask;
import org.menura.world.suite.Trial;
import org.menura.world.suite.TrialResult;

@Tag("slow")
class HouseholdSuiteTest {
    /** Writes a folder of a few of the scenes that come with the library. */
    static Path folder(Path in) throws IOException {
        for (String name : List.of("affordances.json", "goals.json")) {
            Files.write(in.resolve(name), resource(name));
        }
        StringBuilder scenes = new StringBuilder();
        for (String line : new String(resource("scenes.jsonl"), java.nio.charset.StandardCharsets.UTF_8).split("\n")) {
            if (List.of(1, 7, 201, 207, 301, 307, 401, 407)
                    .contains(Json.parse(line, "scenes").get("scene").intValue())) {
                scenes.append(line).append('\n');
            }
        }
        Files.writeString(in.resolve("scenes.jsonl"), scenes);
        Files.writeString(in.resolve("split.json"), "{\"train\": [7, 207, 307, 407], \"test\": [1, 201, 301, 401]}");
        return in;
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = HouseholdSuite.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }

    private static double score(SuiteAgent agent, List<SuiteTask> tasks) throws InterruptedException {
        List<TrialResult> results =
                new SuiteRunner(agent, new SuiteRunner.Settings(1, 1, 4, 2)).run(tasks, null, (_, _, _) -> {});
        assertEquals(24, results.size());
        return results.stream().mapToDouble(r -> r.outcome().score()).average().orElseThrow();
    }

    @Test
    void theYardstickIsTrue(@TempDir Path temp) throws IOException, InterruptedException {
        for (String name : List.of("household", "household-compact")) {
            var suite = Suites.named(name);
            assertFalse(suite.reads(temp.resolve("nowhere")));
            List<SuiteTask> tasks = List.copyOf(suite.tasks(folder(temp)));
            assertEquals(134, tasks.size());
            assertEquals(134, new HashSet<>(tasks.stream().map(SuiteTask::id).toList()).size());
            assertEquals(6, new HashSet<>(tasks.stream().map(SuiteTask::group).toList()).size());
            assertEquals(1, score(new OracleAgent(), tasks));
            assertEquals(0, score(new NullAgent(), tasks));
            assertTrue(score(new RandomAgent(), tasks) < 0.2);
        }
    }

    @Test
    void aFolderWithoutTasksSaysWhy(@TempDir Path temp) throws IOException {
        folder(temp);
        Files.writeString(temp.resolve("split.json"), "{\"train\": [7, 207], \"test\": []}");
        assertEquals("split.json names no scenes for \"test\"; take the other part with split=train", refusal(temp));
        Files.writeString(temp.resolve("split.json"), "{\"train\": [], \"test\": [401]}");
        String goals = Files.readString(temp.resolve("goals.json"));
        Files.writeString(temp.resolve("goals.json"), goals.replace("\"alfworld_task_type\"", "\"type\""));
        assertTrue(refusal(temp).contains("goals=all"), refusal(temp));
        Files.writeString(temp.resolve("goals.json"), "[]");
        assertTrue(refusal(temp).startsWith("no goal of goals.json can be set in the 1 scenes"), refusal(temp));
    }

    private static String refusal(Path folder) {
        return String.valueOf(assertThrows(
                        FormatException.class, () -> HouseholdSuite.compact().tasks(folder))
                .getMessage());
    }

    @Test
    void aTrialTellsWhatHappens(@TempDir Path temp) throws IOException {
        SuiteTask task = HouseholdSuite.alfworld().tasks(folder(temp)).getFirst();
        try (Trial trial = task.begin(1)) {
            Question first = trial.next().orElseThrow();
            assertTrue(first.prompt().messages().getLast().text().contains("Your task is to: "));
            assertTrue(((Ask.Choice) first.ask()).options().contains("inventory"));
            trial.answer(Thought.of("inventory"));
            assertEquals(
                    "You are not carrying anything.",
                    trial.next().orElseThrow().prompt().messages().getLast().text());
            trial.answer(Thought.of("sing"));
            assertEquals(
                    "Nothing happens.",
                    trial.next().orElseThrow().prompt().messages().getLast().text());
            for (int i = 0; trial.next().isPresent(); i++) {
                assertTrue(i < 60);
                trial.answer(trial.oracle());
            }
            assertTrue(trial.outcome().passed());
            assertTrue(Objects.requireNonNull(trial.outcome().metrics().get("steps per expert's step")) > 1);
        }
        try (Trial trial = task.begin(1)) {
            trial.answer(Thought.of(""));
            assertTrue(trial.next().isEmpty());
            assertFalse(trial.outcome().passed());
        }
    }

    @Test
    void shortContextsSeeTheLastTurns(@TempDir Path temp) throws IOException {
        var suite = Suites.named("household-compact").with(Map.of("history", "2", "tasks", "1"));
        try (Trial trial = suite.tasks(folder(temp)).getFirst().begin(1)) {
            String beginning =
                    trial.next().orElseThrow().prompt().messages().get(1).text();
            for (int i = 0; i < 5; i++) {
                trial.answer(Thought.of("wait " + i));
            }
            var messages = trial.next().orElseThrow().prompt().messages();
            assertEquals(6, messages.size());
            assertEquals(beginning, messages.get(1).text());
            assertEquals("wait 3", messages.get(2).text());
            assertEquals("wait 4", messages.get(4).text());
        }
        assertThrows(FormatException.class, () -> Suites.named("household").with(Map.of("history", "0")));
    }

    @Test
    void withoutRepeatsACommandIsOfferedOnceInAState(@TempDir Path temp) throws IOException {
        var suite = Suites.named("household").with(Map.of("repeats", "no", "tasks", "1"));
        try (Trial trial = suite.tasks(folder(temp)).getFirst().begin(1)) {
            List<String> first = ((Ask.Choice) trial.next().orElseThrow().ask()).options();
            trial.answer(Thought.of("inventory"));
            List<String> second = ((Ask.Choice) trial.next().orElseThrow().ask()).options();
            assertTrue(first.contains("inventory"));
            assertEquals(first.stream().filter(c -> !c.equals("inventory")).toList(), second);
            trial.answer(trial.oracle());
            assertTrue(((Ask.Choice) trial.next().orElseThrow().ask()).options().contains("inventory"));
        }
        assertThrows(FormatException.class, () -> Suites.named("household").with(Map.of("repeats", "maybe")));
    }

    @Test
    void recipesFindTheEnvironment(@TempDir Path temp) throws IOException {
        var type = Environments.named("household");
        Map<String, Object> settings =
                Map.of("split", "test", "goals", "pick_two_obj_and_place", "wording", "alfworld", "max_steps", 7L);
        Environment own = type.create(new EnvironmentSettings(Map.copyOf(settings), folder(temp)));
        Turn turn = own.reset(1);
        assertTrue(turn.text().startsWith("-= Welcome to TextWorld"));
        assertTrue(turn.text().contains(" two "));
        for (int i = 0; i < 7; i++) {
            assertFalse(turn.done());
            turn = own.step("wait");
        }
        assertTrue(turn.done());
        Turn compact = type.create(EnvironmentSettings.NONE).reset(1);
        assertTrue(compact.text().startsWith("task: "));
        for (var wrong : List.of(
                Map.of("split", "dev"),
                Map.of("goals", "sleep"),
                Map.of("wording", "long"),
                Map.of("idle", "maybe"),
                Map.of("max_steps", "0"),
                Map.of("step_cost", "2"))) {
            FormatException e = assertThrows(
                    FormatException.class, () -> type.create(new EnvironmentSettings(Map.copyOf(wrong), null)));
            assertTrue(
                    String.valueOf(e.getMessage())
                            .contains(wrong.values().iterator().next()),
                    e.getMessage());
        }
    }

    @Test
    void demonstrationsReplay(@TempDir Path temp) throws IOException {
        Household household = new Household(Scenes.builtIn());
        HouseholdEnvironment world =
                new HouseholdEnvironment(household, HouseholdEnvironment.Options.compact(household, Split.TRAIN));
        Path episodes = temp.resolve("episodes.jsonl");
        Demonstrations.writeEpisodes(world, episodes, 5, 100);
        List<String> lines = Files.readAllLines(episodes);
        assertEquals(5, lines.size());
        Environment environment = Environments.named("household").create(EnvironmentSettings.NONE);
        for (int i = 0; i < 5; i++) {
            JsonNode line = Json.parse(lines.get(i), "episodes");
            assertEquals(100 + i, line.get("seed").intValue());
            Turn turn = environment.reset(100 + i);
            for (JsonNode action : line.get("actions")) {
                turn = environment.step(action.asText());
            }
            assertTrue(turn.done());
            assertEquals(1, turn.reward());
        }
        Path conversations = temp.resolve("conversations.jsonl");
        Demonstrations.write(world, conversations, 5, 100);
        JsonNode first = Json.parse(Files.readAllLines(conversations).getFirst(), "conversations");
        assertEquals("user", first.get("messages").get(0).get("role").asText());
        assertEquals(
                Json.parse(lines.getFirst(), "episodes").get("actions").get(0).asText(),
                first.get("messages").get(1).get("content").asText());
        Demonstrations.write(world, temp.resolve("again.jsonl"), 5, 100);
        assertEquals(-1, Files.mismatch(conversations, temp.resolve("again.jsonl")));
    }
}
