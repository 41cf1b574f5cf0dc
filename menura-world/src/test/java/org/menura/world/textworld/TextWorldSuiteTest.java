package org.menura.world.textworld;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Thought;
import org.menura.format.FormatException;
import org.menura.train.rl.episode.Turn;
import org.menura.world.suite.Question;
import org.menura.world.suite.SuiteTask;
import org.menura.world.suite.Trial;
import org.menura.world.textworld.game.Game;

/** The suite and the environment over recorded games. */
class TextWorldSuiteTest {
    private static List<? extends SuiteTask> tasks() {
        return new TextWorldSuite().tasks(TextWorldFixture.folder());
    }

    @Test
    void theReferenceSolutionWinsEveryGame() {
        for (SuiteTask task : tasks()) {
            Trial trial = task.begin(0);
            for (Optional<Question> question = trial.next(); question.isPresent(); question = trial.next()) {
                trial.answer(trial.oracle());
            }
            assertTrue(trial.outcome().passed(), task.id());
            assertEquals(1, trial.outcome().score());
        }
    }

    @Test
    void anAgentThatGivesUpPassesNothing() {
        for (SuiteTask task : tasks()) {
            Trial trial = task.begin(0);
            trial.next();
            trial.answer(Thought.of(""));
            assertTrue(trial.next().isEmpty());
            assertFalse(trial.outcome().passed());
        }
    }

    @Test
    void stepsAreLimitedAndAsked() throws Exception {
        SuiteTask task = new TextWorldSuite()
                .with(Map.of("steps", "3"))
                .tasks(TextWorldFixture.folder())
                .getFirst();
        Trial trial = task.begin(0);
        int steps = 0;
        for (Optional<Question> question = trial.next(); question.isPresent(); question = trial.next()) {
            assertTrue(question.get().ask() instanceof Ask.Choice choice
                    && choice.options().contains("look"));
            trial.answer(Thought.of("look"));
            steps++;
        }
        assertEquals(3, steps);
    }

    @Test
    void whatWasTriedIsNotOfferedAgainWhereThatIsAskedFor() throws Exception {
        Trial trial = new TextWorldSuite()
                .with(Map.of("repeats", "no"))
                .tasks(TextWorldFixture.folder())
                .getFirst()
                .begin(0);
        trial.next();
        trial.answer(Thought.of("look"));
        Ask.Choice after = (Ask.Choice) trial.next().orElseThrow().ask();
        assertFalse(after.options().contains("look"), "looking changes nothing");
        assertThrows(FormatException.class, () -> new TextWorldSuite().with(Map.of("repeats", "perhaps")));
    }

    @Test
    void foldersAreToldByTheirFiles(@TempDir Path folder) throws Exception {
        assertTrue(new TextWorldSuite().reads(TextWorldFixture.folder()));
        assertTrue(new TextWorldSuite().reads(TextWorldFixture.folder().resolve("games")));
        assertFalse(new TextWorldSuite().reads(folder));
        Files.writeString(folder.resolve("other.json"), "{\"a\": 1}");
        assertFalse(new TextWorldSuite().reads(folder));
    }

    @Test
    void aFileThatIsNoGameIsNamed(@TempDir Path folder) throws Exception {
        try (var games = Files.list(TextWorldFixture.folder().resolve("games"))) {
            Path game = games.filter(f -> f.toString().endsWith(".json"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
            Files.copy(game, folder.resolve("game.json"));
        }
        Path strange = folder.resolve("strange.json");
        for (String text : List.of("{\"a\": 1}", "{\"world\": ", "[]")) {
            Files.writeString(strange, text);
            assertTrue(new TextWorldSuite().reads(folder));
            String message = assertThrows(FormatException.class, () -> new TextWorldSuite().tasks(folder))
                    .getMessage();
            assertTrue(message.contains("strange.json"), message);
        }
    }

    @Test
    void theEnvironmentGivesTheWholeRewardForAWonGame() {
        Game game = TextWorldFixture.game("cooking-112");
        TextWorldEnvironment environment = new TextWorldEnvironment(List.of(game), 50);
        Turn turn = environment.reset(5);
        assertTrue(turn.text().contains("hungry"), turn.text());
        double reward = 0;
        for (String command : game.walkthrough()) {
            assertTrue(turn.admissible().contains(command), command + " of " + turn.admissible());
            turn = environment.step(command);
            reward += turn.reward();
        }
        assertTrue(turn.done());
        assertEquals(1, reward, 1e-9);
    }

    @Test
    void theEnvironmentIsDeterministic() {
        List<Game> games = List.of(TextWorldFixture.game("custom-003"), TextWorldFixture.game("cooking-112"));
        List<Turn> first = walk(new TextWorldEnvironment(games, 20), 1);
        assertEquals(first, walk(new TextWorldEnvironment(games, 20), 1));
        assertEquals(21, first.size());
        assertTrue(first.getLast().done());
        assertThrows(IllegalStateException.class, () -> new TextWorldEnvironment(games, 20).step("look"));
    }

    private static List<Turn> walk(TextWorldEnvironment environment, long seed) {
        List<Turn> turns = new ArrayList<>();
        turns.add(environment.reset(seed));
        for (int i = 0; !turns.getLast().done(); i++) {
            List<String> admissible = turns.getLast().admissible();
            turns.add(environment.step(admissible.stream()
                    .filter(c -> c.startsWith("examine"))
                    .skip(i % 3)
                    .findFirst()
                    .orElse("look")));
        }
        return turns;
    }
}
