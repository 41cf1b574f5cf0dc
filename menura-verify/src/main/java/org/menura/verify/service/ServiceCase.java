package org.menura.verify.service;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.menura.agent.mind.Thought;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.verify.Check;
import org.menura.world.service.python.PythonOperators;
import org.menura.world.service.store.JsonLines;
import org.menura.world.service.store.JsonLines.Line;
import org.menura.world.service.store.Observation;
import org.menura.world.service.store.Toolset;
import org.menura.world.service.suite.Service;
import org.menura.world.service.suite.ServiceKind;
import org.menura.world.service.suite.ServiceSuite;
import org.menura.world.suite.Question;
import org.menura.world.suite.SuiteTask;
import org.menura.world.suite.Trial;

/**
 * A database of τ-bench or τ²-bench with recorded calls: {@code replay.jsonl}, observations of each task's reference actions and the
 * rows that they leave changed; {@code probes.jsonl}, sequences of calls, each on a fresh database; {@code tasks.jsonl}. In
 * folders of τ-bench these names begin with {@code airline_} or {@code retail_}.
 */
public final class ServiceCase {
    private static final List<String> RECORDS = List.of("replay.jsonl", "probes.jsonl");
    private static final String TASKS = "tasks.jsonl";
    private static final Pattern VERSION = Pattern.compile("(errors\\.pydantic\\.dev/)[0-9.]+/");

    private ServiceCase() {}

    /** Returns whether a folder holds a database of these kinds with recorded calls or tasks. */
    public static boolean isIn(Path folder) {
        return ServiceKind.in(folder).stream()
                .anyMatch(kind -> Files.isRegularFile(kind.file(folder, TASKS))
                        || RECORDS.stream().anyMatch(name -> Files.isRegularFile(kind.file(folder, name))));
    }

    /**
     * Makes all recorded calls again.
     *
     * @return checks per file: observations, changed rows, and that the reference solutions pass
     */
    public static List<Check> run(Path folder) {
        List<Check> checks = new ArrayList<>();
        try {
            for (ServiceKind kind : ServiceKind.in(folder)) {
                Service service = kind.open(folder);
                for (String name : RECORDS) {
                    Path file = kind.file(folder, name);
                    if (Files.isRegularFile(file)) {
                        checks.addAll(records(service, file));
                    }
                }
                ServiceSuite suite = new ServiceSuite(kind);
                if (suite.reads(folder)) {
                    checks.add(oracle(suite, folder));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return checks;
    }

    private static List<Check> records(Service service, Path file) throws IOException {
        Tally observations = new Tally(service.kind().suite() + " " + file.getFileName() + ": observations");
        Tally rows = new Tally(service.kind().suite() + " " + file.getFileName() + ": changed rows");
        for (Line line : JsonLines.read(file)) {
            Toolset tools = service.fresh();
            List<Line> calls = new ArrayList<>(line.objects("steps"));
            calls.addAll(line.objects("calls"));
            if (calls.isEmpty() && !line.json().has("steps") && !line.json().has("calls")) {
                throw new FormatException(line.where() + " needs a list \"steps\" or \"calls\"");
            }
            for (Line call : calls) {
                observe(line, call, tools, observations);
            }
            if (line.json().has("changed")) {
                compareRows(service, line, tools, rows);
            }
        }
        List<Check> checks = new ArrayList<>(List.of(observations.check()));
        rows.ifAny().ifPresent(checks::add);
        return checks;
    }

    private static void observe(Line line, Line call, Toolset tools, Tally tally) {
        JsonNode expected = call.json().path("observation");
        if (!expected.isTextual() && !expected.isNull()) {
            throw new FormatException(line.where() + ": a call needs an observation");
        }
        Observation actual = tools.call(call.text("name"), call.arguments());
        JsonNode error = call.json().path("error");
        String want = expected.isNull() ? null : expected.textValue();
        boolean equal = Objects.equals(unversioned(want), unversioned(actual.text()))
                && (!error.isBoolean() || error.booleanValue() == actual.error());
        tally.add(
                equal,
                () -> "%s %s: %s instead of %s"
                        .formatted(
                                line.json().path("id").asText(), call.text("name"), brief(actual.text()), brief(want)));
    }

    /** The address of pydantic's page on a fault names pydantic's version, which is not the tools'. */
    private static @Nullable String unversioned(@Nullable String text) {
        return text == null ? null : VERSION.matcher(text).replaceAll("$1");
    }

    private static String brief(@Nullable String text) {
        return text == null ? "None" : text.length() > 80 ? text.substring(0, 80) + "…" : text;
    }

    private static void compareRows(Service service, Line line, Toolset tools, Tally tally) {
        JsonNode recorded = line.json().path("changed");
        Map<String, Map<String, @Nullable Object>> changed = service.changed(tools);
        // A balance that went from 17 to 17.0 is another one to the original's hash, but not to one who compares rows.
        changed.forEach((table, rows) -> rows.keySet()
                .removeIf(
                        key -> !recorded.path(table).has(key) && tools.tables().hasEqual(table, key, service.start())));
        changed.values().removeIf(Map::isEmpty);
        Map<String, Object> expected = new LinkedHashMap<>();
        recorded.properties().forEach(table -> {
            if (!table.getValue().isEmpty()) {
                expected.put(table.getKey(), Objects.requireNonNull(PythonOperators.copy(table.getValue())));
            }
        });
        String want = Python.jsonDumps(expected, true, -1, true);
        String actual = Python.jsonDumps(changed, true, -1, true);
        tally.add(
                want.equals(actual),
                () -> "%s: from character %d on"
                        .formatted(line.json().path("id").asText(), differsFrom(want, actual)));
    }

    private static int differsFrom(String a, String b) {
        int at = 0;
        while (at < Math.min(a.length(), b.length()) && a.charAt(at) == b.charAt(at)) {
            at++;
        }
        return at;
    }

    private static Check oracle(ServiceSuite suite, Path folder) throws IOException {
        Tally tally = new Tally(suite.name() + ": reference solutions pass");
        int nothing = 0;
        int unplayable = 0;
        List<? extends SuiteTask> tasks = suite.tasks(folder);
        for (SuiteTask task : tasks) {
            try (Trial idle = task.begin(0);
                    Trial trial = task.begin(0)) {
                idle.answer(Thought.of(""));
                if (task.group().equals(ServiceSuite.UNPLAYABLE)) {
                    unplayable++;
                    continue;
                }
                nothing += idle.outcome().passed() ? 1 : 0;
                for (Optional<Question> q = trial.next(); q.isPresent(); q = trial.next()) {
                    trial.answer(trial.oracle());
                }
                tally.add(trial.outcome().passed(), task::id);
            }
        }
        return tally.check(
                "an agent that does nothing passes %d".formatted(nothing),
                "%d can't be passed: %s".formatted(unplayable, ServiceSuite.UNPLAYABLE));
    }
}
