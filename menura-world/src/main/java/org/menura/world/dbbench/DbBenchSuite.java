package org.menura.world.dbbench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.TextFile;
import org.menura.format.json.Json;
import org.menura.world.suite.Suite;
import org.menura.world.suite.SuiteTask;

/**
 * DBBench of AgentBench (Liu et al., 2023) on SQLite: {@code dbbench.jsonl}, and {@code dbbench_keep.json} with the lines whose
 * labels can be reached; without it, all lines.
 */
public final class DbBenchSuite implements Suite {
    private static final String TASKS = "dbbench.jsonl";
    private static final String KEEP = "dbbench_keep.json";

    @Override
    public String name() {
        return "dbbench";
    }

    @Override
    public String description() {
        return "DBBench of AgentBench on SQLite: SQL on a table; changed tables are compared by the official hash";
    }

    @Override
    public boolean reads(Path folder) {
        return Files.isRegularFile(folder.resolve(TASKS));
    }

    @Override
    public String files() {
        return TASKS;
    }

    @Override
    public List<? extends SuiteTask> tasks(Path folder) throws IOException {
        return kept(folder);
    }

    private static List<SqlTask> kept(Path folder) throws IOException {
        return read(folder, lines(folder, "keep"));
    }

    /** Reads tasks: those of some lines, or all. */
    private static List<SqlTask> read(Path folder, @Nullable Map<Integer, Boolean> lines) throws IOException {
        Path file = folder.resolve(TASKS);
        List<SqlTask> tasks = new ArrayList<>();
        int number = 0;
        for (String line : TextFile.lines(file)) {
            if (!line.isBlank() && (lines == null || lines.containsKey(number))) {
                String where = "%s, line %d".formatted(file, number + 1);
                boolean numeric = lines != null && lines.getOrDefault(number, false);
                tasks.add(SqlTask.of(Json.parse(line, where), id(number), numeric, where));
            }
            number++;
        }
        if (lines != null && tasks.size() < lines.size()) {
            throw new FormatException(
                    "%s holds %d of the %d tasks that %s names".formatted(file, tasks.size(), lines.size(), KEEP));
        }
        if (tasks.isEmpty()) {
            throw new FormatException(
                    lines == null ? file + " holds no tasks" : "%s names no tasks".formatted(folder.resolve(KEEP)));
        }
        return tasks;
    }

    /**
     * Reads the lines of a list in the file of kept tasks: whether their columns are numeric, by numbers from 0; null if there is
     * no such file.
     */
    private static @Nullable Map<Integer, Boolean> lines(Path folder, String list) {
        Path file = folder.resolve(KEEP);
        if (!Files.isRegularFile(file)) {
            return null;
        }
        Map<Integer, Boolean> lines = new TreeMap<>();
        for (JsonNode entry : Json.parse(file).path(list)) {
            if (!entry.path("line").canConvertToInt()
                    || !entry.path("line").isIntegralNumber()
                    || entry.path("line").intValue() < 0) {
                throw new FormatException("%s: an entry of \"%s\" needs the number of a line".formatted(file, list));
            }
            lines.put(
                    entry.path("line").intValue(),
                    entry.path("columns").asText("").equals("numeric"));
        }
        return lines;
    }

    /**
     * Runs the reference statement of a task on its table.
     *
     * @param id of the task
     * @param write whether it changes tables
     * @param agrees whether hash or answer is the label's
     */
    public record Reference(String id, boolean write, boolean agrees) {}

    /** Returns whether a folder names the tasks whose labels can be reached; without it, a query need not give its label. */
    public boolean namesKept(Path folder) {
        return Files.isRegularFile(folder.resolve(KEEP));
    }

    /** Runs the reference statements of the kept tasks. */
    public List<Reference> references(Path folder) throws IOException {
        return references(kept(folder));
    }

    /** Runs the reference statements of the tasks that were left out, which should not agree; some may be malformed. */
    public List<Reference> leftOut(Path folder) throws IOException {
        List<Reference> references = new ArrayList<>();
        Map<Integer, Boolean> dropped = lines(folder, "dropped");
        for (Map.Entry<Integer, Boolean> line : (dropped == null ? Map.<Integer, Boolean>of() : dropped).entrySet()) {
            try {
                references.addAll(references(read(folder, Map.of(line.getKey(), line.getValue()))));
            } catch (FormatException e) {
                references.add(new Reference(id(line.getKey()), false, false));
            }
        }
        return references;
    }

    private static String id(int line) {
        return "dbbench-%03d".formatted(line);
    }

    private static List<Reference> references(List<SqlTask> tasks) {
        return tasks.stream()
                .map(task -> new Reference(task.id(), task.isWrite(), agrees(task)))
                .toList();
    }

    private static boolean agrees(SqlTask task) {
        try (PrivateDatabase database = task.open()) {
            List<List<@Nullable Object>> rows = database.query(task.query());
            if (task.isWrite()) {
                return task.isDone(database);
            }
            List<@Nullable Object> answer = new ArrayList<>();
            rows.forEach(answer::addAll);
            return task.isRight(answer);
        } catch (SQLException e) {
            return false;
        }
    }
}
