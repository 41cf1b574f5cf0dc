package org.menura.world.service.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.menura.chat.ToolCall;
import org.menura.format.FormatException;
import org.menura.format.TextFile;
import org.menura.world.service.store.JsonLines;
import org.menura.world.service.store.JsonLines.Line;
import org.menura.world.service.store.ToolCalls;
import org.menura.world.suite.Suite;
import org.menura.world.suite.SuiteTask;

/** A suite of customer service, in solo mode: not comparable with figures that were measured with a simulated user. */
public final class ServiceSuite implements Suite {
    private static final String TASKS = "tasks.jsonl";
    private static final String POLICY = "policy.md";

    /** The group of tasks that can't be passed, since a cut of the database has left out their rows. */
    public static final String UNPLAYABLE = ServiceTask.UNPLAYABLE;

    private final ServiceKind kind;

    /** Creates the suite of a kind of service. */
    public ServiceSuite(ServiceKind kind) {
        this.kind = kind;
    }

    @Override
    public String name() {
        return kind.suite();
    }

    @Override
    public String description() {
        return switch (kind) {
            case TAU_AIRLINE ->
                "τ-bench's airline in solo mode: tickets, a policy, 14 tools; final database and answers are compared";
            case TAU_RETAIL ->
                "τ-bench's retail shop in solo mode: tickets, a policy, 16 tools; final database and answers are compared";
            case TAU2_RETAIL ->
                "τ²-bench's retail shop in solo mode: tickets, a policy, 16 tools; final database and facts to be told are compared";
        };
    }

    @Override
    public boolean reads(Path folder) {
        return kind.isIn(folder)
                && Files.isRegularFile(kind.file(folder, TASKS))
                && Files.isRegularFile(kind.file(folder, POLICY));
    }

    @Override
    public String files() {
        return kind.files() + ", " + kind.file(Path.of(""), TASKS) + " and " + kind.file(Path.of(""), POLICY);
    }

    @Override
    public List<? extends SuiteTask> tasks(Path folder) throws IOException {
        Service service = kind.open(folder);
        String policy = TextFile.read(kind.file(folder, POLICY));
        List<ServiceTask> tasks = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Line line : JsonLines.read(kind.file(folder, TASKS))) {
            if (!ids.add(line.text("id"))) {
                throw new FormatException("%s: the id %s is there twice".formatted(line.where(), line.text("id")));
            }
            boolean second = kind == ServiceKind.TAU2_RETAIL;
            String told = second ? "communicate_info" : "outputs";
            for (String field : List.of("actions", told)) {
                if (!line.json().path(field).isArray()) {
                    throw new FormatException("%s needs a list \"%s\", which may be empty: the task is judged by it"
                            .formatted(line.where(), field));
                }
            }
            List<ToolCall> actions = new ArrayList<>();
            for (Line action : line.objects("actions")) {
                actions.add(ToolCalls.of(null, action.text("name"), action.arguments()));
            }
            tasks.add(ServiceTask.of(
                    line.text("id"),
                    service,
                    policy,
                    second ? ticket(line) : line.text("instruction"),
                    actions,
                    line.texts(told),
                    line.texts("nl_assertions").size()));
        }
        return tasks;
    }

    /** Puts the parts of a τ²-bench task together, which tell a simulated user why it calls, what it knows, how to act. */
    private static String ticket(Line line) {
        Line parts = new Line(line.json().path("instructions"), line.where() + ": instructions");
        StringBuilder ticket = new StringBuilder(parts.text("reason_for_call").strip());
        for (String field : List.of("known_info", "unknown_info", "task_instructions")) {
            String text = parts.json().path(field).asText("").strip();
            if (!text.isEmpty() && !text.equals(".")) {
                ticket.append('\n').append(text);
            }
        }
        return ticket.toString();
    }
}
