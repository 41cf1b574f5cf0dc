package org.menura.world.dbbench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.agent.mind.Thought;
import org.menura.chat.ToolCall;
import org.menura.format.FormatException;
import org.menura.world.suite.Question;
import org.menura.world.suite.SuiteTask;
import org.menura.world.suite.Trial;

class DbBenchSuiteTest {
    private static final String TASKS = """
            {"description": "Set b to 7.", "type": ["UPDATE"], "label": ["UPDATE `t x` SET `n o` = '7' WHERE name = 'b'"], \
            "answer_md5": "[('%s',)]", "table": {"table_name": "t x", "table_info": {"columns": [{"name": "name"}, \
            {"name": "n o"}], "rows": [["a", 1], ["b", 2]]}}}
            {"description": "How many?", "type": ["counting"], "label": ["2"], "sql": {"query": "SELECT COUNT(*) FROM t"}, \
            "table": {"table_name": "t", "table_info": {"columns": [{"name": "name"}], "rows": [["a"], ["b"]]}}}
            {"description": "Broken.", "type": ["counting"], "label": ["9"], "sql": {"query": "SELECT COUNT(*) FROM t"}, \
            "table": {"table_name": "t", "table_info": {"columns": [{"name": "name"}], "rows": [["a"], ["b"]]}}}
            """.formatted(hash("a,1", "b,7"));

    private static String hash(String... rows) {
        return md5(java.util.Arrays.stream(rows)
                .map(row -> md5(row).substring(0, 5))
                .sorted()
                .reduce((a, b) -> a + "," + b)
                .orElseThrow());
    }

    private static String md5(String text) {
        try {
            return java.util.HexFormat.of()
                    .formatHex(java.security.MessageDigest.getInstance("MD5")
                            .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static List<? extends SuiteTask> tasks(Path folder) throws IOException {
        Files.writeString(folder.resolve("dbbench.jsonl"), TASKS);
        return new DbBenchSuite().tasks(folder);
    }

    private static boolean passes(SuiteTask task, Thought... answers) {
        try (Trial trial = task.begin(0)) {
            for (Thought answer : answers) {
                assertTrue(trial.next().isPresent());
                trial.answer(answer);
            }
            return trial.outcome().passed();
        }
    }

    private static Thought sql(String query) {
        return Thought.of(List.of(new ToolCall(null, "execute_sql", Map.of("query", query))));
    }

    private static Thought commit(Object... answers) {
        return Thought.of(List.of(new ToolCall(null, "commit_final_answer", Map.of("answers", List.of(answers)))));
    }

    @Test
    void theReferenceSolutionPassesAndNothingDoesNot(@TempDir Path folder) throws IOException {
        for (SuiteTask task : tasks(folder).subList(0, 2)) {
            assertFalse(passes(task, Thought.of("")));
            try (Trial trial = task.begin(0)) {
                for (Optional<Question> q = trial.next(); q.isPresent(); q = trial.next()) {
                    trial.answer(trial.oracle());
                }
                assertTrue(trial.outcome().passed(), task.id());
            }
        }
    }

    @Test
    void anotherStatementWithTheSameTablePasses(@TempDir Path folder) throws IOException {
        SuiteTask write = tasks(folder).getFirst();
        assertTrue(passes(
                write,
                sql("DELETE FROM \"t x\" WHERE name='b'"),
                sql("INSERT INTO \"t x\" VALUES ('b', 7)"),
                commit()));
        assertFalse(passes(write, sql("UPDATE \"t x\" SET \"n o\" = 7"), commit()));
        assertFalse(passes(write, sql("DROP TABLE \"t x\""), commit("done")));
        assertFalse(passes(write, commit("done")));
    }

    @Test
    void answersAreComparedAsNumbersOrSets(@TempDir Path folder) throws IOException {
        SuiteTask read = tasks(folder).get(1);
        assertTrue(passes(read, commit("2")));
        assertTrue(passes(read, commit(" 2.001 ")));
        assertTrue(passes(
                read,
                Thought.of("I count.\n```sql\nSELECT COUNT(*) FROM t\n```"),
                Thought.of("Final Answer: [\"2\"]")));
        assertFalse(passes(read, commit("3")));
        assertFalse(passes(read, commit("2", "2")));
        assertTrue(SqlAnswers.agree(List.of("b", "a"), List.of("a", "b")));
        assertTrue(SqlAnswers.agree(List.of("1,234", "5%"), List.of("5", "1234")));
        assertTrue(SqlAnswers.agree("[('x',)]", List.of("x")));
        assertTrue(SqlAnswers.agree(List.of("None"), List.of("0")));
    }

    @Test
    void labelsOfAnyFormAreReached(@TempDir Path folder) throws IOException {
        String table = "\"table\": {\"table_name\": \"t\", \"table_info\": {\"columns\": [{\"name\": \"a\"}],"
                + " \"rows\": [[1], [null], [2.5]]}}";
        List<String> labels = List.of(
                "\"12 months\"",
                "7",
                "[1, \"x\", null]",
                "[[\"a\", \"1,5\"], [\"b\", \"2\"]]",
                "[]",
                "\"[('a',), ('b',)]\"");
        StringBuilder lines = new StringBuilder();
        for (String label : labels) {
            lines.append(
                    "{\"description\": \"d\", \"type\": [\"other\"], \"label\": %s, %s}%n".formatted(label, table));
        }
        lines.append("{\"description\": \"d\", \"type\": \"INSERT\", \"label\": \"INSERT INTO t VALUES (2.50)\","
                + " \"answer_md5\": \"[('%s',)]\", %s}".formatted(hash("1", "None", "2.5", "2.50"), table));
        Files.writeString(folder.resolve("dbbench.jsonl"), "\ufeff" + lines);
        for (SuiteTask task : new DbBenchSuite().tasks(folder)) {
            try (Trial trial = task.begin(0)) {
                for (Optional<Question> q = trial.next(); q.isPresent(); q = trial.next()) {
                    trial.answer(trial.oracle());
                }
                assertTrue(trial.outcome().passed(), task.id());
            }
        }
    }

    @Test
    void numbersOfAnswersAreReadAsInPython() {
        assertTrue(SqlAnswers.agree("\u0663", "3.0"));
        assertTrue(SqlAnswers.agree(List.of("1e1_0"), "10000000000"));
        assertFalse(SqlAnswers.agree(List.of("1__0"), List.of("10")));
    }

    @Test
    void statementsAreReadAsMySqlReadsThem() {
        List<String> columns = List.of("name", "2nd", "km\\n(mi)");
        List<List<String>> rows = List.of(List.of("Montréal", "1", "x"), List.of("b", "2", "y"));
        SqlTable table = new SqlTable("1952_Prix", columns, rows);
        try (PrivateDatabase database = PrivateDatabase.of(List.of(table), false, "here")) {
            database.execute("UPDATE 1952_Prix SET 2nd = 7.10 WHERE name = 'montreal' # all of them");
            database.execute("INSERT INTO 1952_Prix VALUES ('it\\'s\\n', \"a\\\"b\", -.50),"
                    + " ('50%', '''', 12345678901234567890)");
            assertEquals(
                    "[('Montréal', '7.10', 'x'), ('b', '2', 'y'), (\"it's\\n\", 'a\"b', '-0.50'),"
                            + " ('50%', \"'\", '12345678901234567890')]",
                    database.execute("SELECT * FROM 1952_Prix"));
            assertEquals("[('50%',)]", database.execute("SELECT name FROM 1952_Prix WHERE name LIKE '%\\%'"));
            assertEquals(
                    "[('x',)]", database.execute("SELECT \"km\\n(mi)\" FROM 1952_Prix WHERE 1952_Prix.2nd = '7.10'"));
            assertEquals("[('b',)]", database.execute("SELECT name FROM 1952_Prix WHERE name BETWEEN 'A' AND 'C'"));
            assertEquals("[(2.5, 1000.0, 31)]", database.execute("/* # */ SELECT 2.50, 1e3, 0x1F -- 'x"));
            assertTrue(database.execute("SELECT 'open").startsWith("Error: "));
        }
    }

    @Test
    void foreignStatementsReachNothingAndEnd(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("out.db");
        try (PrivateDatabase database = ((SqlTask) tasks(folder).get(1)).open()) {
            assertTrue(
                    database.execute("/* x */ attach '%s' as o".formatted(file)).startsWith("Error: ATTACH"));
            assertTrue(database.execute("VACUUM INTO '%s'".formatted(file)).startsWith("Error: VACUUM"));
            assertTrue(database.execute(";;pragma page_size").startsWith("Error: PRAGMA"));
            assertTrue(database.execute("SELECT load_extension('x')").startsWith("Error: "));
            assertTrue(database.execute("SELECT zeroblob(2000000)").startsWith("Error: "));
            assertEquals("[('a',), ('b',)]", database.execute("SELECT name FROM t; DROP TABLE t"));
            assertEquals("Error: no such table: u", database.execute("SELECT * FROM u"));
            assertEquals("[(None, 1, 2.5)]", database.execute("SELECT NULL, 1, 2.5"));
            assertFalse(Files.exists(file));
            String slow = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT COUNT(*) FROM c";
            assertEquals("Error: the statement takes too long", database.executeWithin(slow, 50_000_000));
        }
    }

    @Test
    void onlyKeptLinesAreTasks(@TempDir Path folder) throws IOException {
        assertEquals(3, tasks(folder).size());
        Files.writeString(
                folder.resolve("dbbench_keep.json"),
                "{\"keep\": [{\"line\": 0, \"columns\": \"text\"}, {\"line\": 1, \"columns\": \"any\"}], \"dropped\": [{\"line\": 2}]}");
        assertEquals(
                List.of("dbbench-000", "dbbench-001"),
                tasks(folder).stream().map(SuiteTask::id).toList());
        DbBenchSuite suite = new DbBenchSuite();
        assertTrue(suite.references(folder).stream().allMatch(DbBenchSuite.Reference::agrees));
        assertFalse(suite.leftOut(folder).getFirst().agrees());
        Files.writeString(folder.resolve("dbbench_keep.json"), "{\"keep\": [{\"line\": 70}]}");
        assertThrows(FormatException.class, () -> suite.tasks(folder));
        Files.writeString(folder.resolve("dbbench_keep.json"), "{\"keep\": []}");
        String none =
                assertThrows(FormatException.class, () -> suite.tasks(folder)).getMessage();
        assertTrue(none.endsWith("dbbench_keep.json names no tasks"), none);
    }

    @Test
    void mutatedFilesAreRefused(@TempDir Path folder) throws IOException {
        Random random = new Random(4);
        tasks(folder);
        byte[] good = Files.readAllBytes(folder.resolve("dbbench.jsonl"));
        int refused = 0;
        for (int round = 0; round < 200; round++) {
            byte[] bytes = good.clone();
            for (int i = 0; i <= random.nextInt(3); i++) {
                bytes[random.nextInt(bytes.length)] = (byte) "{}[]\",:0x-\n".charAt(random.nextInt(11));
            }
            Files.write(folder.resolve("dbbench.jsonl"), bytes);
            try {
                for (SuiteTask task : new DbBenchSuite().tasks(folder)) {
                    passes(task, commit("1"));
                }
            } catch (FormatException e) {
                refused++;
            }
        }
        assertTrue(refused > 100, "refused " + refused);
    }
}
