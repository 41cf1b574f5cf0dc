package org.menura.world.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Thought;
import org.menura.format.FormatException;
import org.menura.world.Suites;
import org.menura.world.suite.Outcome;
import org.menura.world.suite.SuiteTask;
import org.menura.world.suite.Trial;

/** What was said is recalled, counted, and answered by a quote of it. */
class MemorySuiteTest {
    private static void write(Path folder) throws IOException {
        Files.writeString(folder.resolve("conversations.jsonl"), """
                {"id": "t0", "scenario": "home", "topic": "pets", "turns": ["My cat is called Miso.", "I painted the kitchen green.", "The bus leaves at nine."]}
                {"id": "t1", "scenario": "work", "topic": "team", "turns": ["Miso is also a soup.", "Our team meets on Mondays."]}
                """);
        Files.writeString(folder.resolve("questions.jsonl"), """
                {"id": "q0", "scenario": "home", "question": "What is the name of my cat?", "answers": ["Miso"], "source": "", "source_turns": ["t0#0"]}
                {"id": "q1", "scenario": "work", "question": "On which day does the team meet?", "answers": ["Monday", "Mondays"], "source": "", "source_turns": ["t1#1"]}
                """);
    }

    @Test
    void theTurnThatHoldsTheAnswerIsRecalledWithinItsScenario(@TempDir Path folder) throws IOException {
        write(folder);
        for (String way : List.of("words", "relevance", "generative-agents")) {
            for (SuiteTask task : Suites.named("memory")
                    .with(Map.of("recall", way, "count", "2"))
                    .tasks(folder)) {
                try (Trial trial = task.begin(0)) {
                    Ask.Quote ask = (Ask.Quote) trial.next().orElseThrow().ask();
                    assertEquals(2, ask.documents().size());
                    trial.answer(Thought.of(ask.documents().getFirst()));
                    assertEquals(new Outcome(true, 1, Map.of("recall@1", 1.0, "recall@5", 1.0)), trial.outcome(), way);
                }
            }
        }
    }

    @Test
    void theOracleGivesAnAnswerThatIsFound(@TempDir Path folder) throws IOException {
        write(folder);
        Files.writeString(folder.resolve("questions.jsonl"), """
                {"id": "q", "scenario": "home", "question": "How much?", "answers": ["$5", "five dollars"], "source_turns": ["t0#0"]}
                """);
        try (Trial trial = Suites.named("memory").tasks(folder).getFirst().begin(0)) {
            trial.answer(trial.oracle());
            assertTrue(trial.outcome().passed());
        }
    }

    @Test
    void answersAreComparedAsTheLeaderboardDoes(@TempDir Path folder) throws IOException {
        write(folder);
        Files.writeString(folder.resolve("questions.jsonl"), """
                {"id": "q", "scenario": "home", "question": "How much?", "answers": ["35,000", "O'Neil's"], "source_turns": ["t0#0"]}
                """);
        SuiteTask task = Suites.named("memory").tasks(folder).getFirst();
        for (String right : List.of("35000", "about $35,000 (net)", "o\"neil's")) {
            try (Trial trial = task.begin(0)) {
                trial.answer(Thought.of(right));
                assertTrue(trial.outcome().passed(), right);
            }
        }
        for (String wrong : List.of("350001", "35 000", "")) {
            try (Trial trial = task.begin(0)) {
                trial.answer(Thought.of(wrong));
                assertFalse(trial.outcome().passed(), wrong);
            }
        }
    }

    @Test
    void mistakesAreOneSentence(@TempDir Path folder) throws IOException {
        write(folder);
        assertTrue(assertThrows(
                        FormatException.class,
                        () -> Suites.named("memory").with(Map.of("recall", "x")).tasks(folder))
                .getMessage()
                .startsWith("the option recall of the suite memory must be"));
        assertTrue(assertThrows(
                        FormatException.class,
                        () -> Suites.named("memory")
                                .with(Map.of("recall", "vectors"))
                                .tasks(folder))
                .getMessage()
                .contains("embedder"));
        assertThrows(FormatException.class, () -> Suites.named("memory").with(Map.of("size", "2")));
    }
}
