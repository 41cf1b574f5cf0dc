package org.menura.world.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.agent.mind.Thought;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.world.suite.SuiteAgent;
import org.menura.world.suite.SuiteRunner;
import org.menura.world.suite.Sums;

class SuiteJobTest {
    @TempDir
    private Path folder;

    private Path data = Path.of("");

    @BeforeEach
    void write() throws IOException {
        data = Files.createDirectories(folder.resolve("data"));
        Files.writeString(data.resolve("sums.txt"), "sums");
    }

    private SuiteResults run(SuiteAgent agent, Path from, int trials, int limit)
            throws IOException, InterruptedException {
        SuiteJob.Options options = new SuiteJob.Options(
                new Sums(8),
                from,
                new SuiteRunner.Settings(trials, 1, limit, 2),
                "",
                folder.resolve("out"),
                Map.of("version", "1"));
        return new SuiteJob(agent, options).run((agentName, done, known, all) -> {});
    }

    /** Passes the first of two trials of each task, by the seeds that the trials have. */
    private static SuiteAgent right(double share) {
        return new Sums.Said("some", (question, seed) -> {
            String text = question.prompt().messages().getFirst().text();
            int sum = Stream.of(text.replace("a = ", "").split(" \\+ "))
                    .mapToInt(Integer::parseInt)
                    .sum();
            boolean isRight = Math.floorMod(seed, 1000) < 1000 * share;
            return Thought.of(isRight ? Integer.toString(sum) : "9");
        });
    }

    @Test
    void allAgentsStandInAllForms() throws IOException, InterruptedException {
        SuiteResults results = run(right(0.5), data, 3, 2);
        assertEquals(
                List.of("some", "null", "random", "oracle"),
                results.agents().stream().map(SuiteResults.AgentRun::agent).toList());
        String table = SuiteTable.markdown(results);
        assertTrue(table.contains("4 of 8 tasks (--limit 2: the first of each group), 3 trials each, seed 1"), table);
        assertTrue(table.contains("| all | oracle | 4 | 1.000 | 1.000 to 1.000 | 1.000 | 1.000 | 1.000 |"), table);
        assertTrue(table.contains("| even | null | 2 | 0.000 |"), table);
        GroupScores some = results.agents().getFirst().scores().get(SuiteResults.ALL);
        assertTrue(some != null && some.passAll().get(0) >= some.passAll().get(2), String.valueOf(some));
        assertTrue(some.passAny().get(0) <= some.passAny().get(2));
        assertEquals(some.passAll().get(0), some.passAny().get(0), 1e-12);
        try (Stream<Path> files = Files.list(folder.resolve("out/sums"))) {
            List<Path> all = files.sorted().toList();
            assertEquals(4, all.size(), all.toString());
            JsonNode json = Json.parse(all.get(1));
            assertEquals(2, json.at("/agents/some/odd/n").asInt(), json.toPrettyString());
            assertEquals(1.0, json.at("/agents/oracle/all/pass^k/3").asDouble());
            assertTrue(Files.readString(all.getFirst()).contains("<th class=n>score"), all.toString());
            assertEquals(4 * 3 * 4, Files.readAllLines(all.getLast()).size());
        }
    }

    @Test
    void pass2IsTheChanceThatBothOfTwoTrialsPass() throws IOException, InterruptedException {
        GroupScores scores =
                run(right(0.7), data, 4, 0).agents().getFirst().scores().get(SuiteResults.ALL);
        assertTrue(scores != null);
        // 1 − pass@k is pass^k of the failures: the two estimators agree by that.
        assertTrue(scores.passAll().get(1) <= scores.passAll().getFirst());
        assertTrue(scores.interval().low() <= scores.score()
                && scores.score() <= scores.interval().high());
        assertEquals(8, scores.tasks());
        assertEquals(32, scores.trials());
    }

    @Test
    void aFolderOfSomethingElseIsASentence() throws IOException {
        Path other = Files.createDirectories(folder.resolve("other"));
        FormatException none = assertThrows(FormatException.class, () -> run(right(1), other, 1, 0));
        assertEquals(other + " holds no files of the suite sums: Sums.", none.getMessage());
        assertThrows(FormatException.class, () -> run(right(1), folder.resolve("nowhere"), 1, 0));
    }
}
