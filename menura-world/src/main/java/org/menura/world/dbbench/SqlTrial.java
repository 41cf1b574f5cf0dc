package org.menura.world.dbbench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Prompt;
import org.menura.agent.mind.Thought;
import org.menura.chat.Message;
import org.menura.chat.ToolCall;
import org.menura.world.service.store.ToolCalls;
import org.menura.world.suite.Outcome;
import org.menura.world.suite.Question;
import org.menura.world.suite.Trial;

/**
 * A task of DBBench: the agent runs statements, sees their results, and commits an answer. Instead of calls it may write, as in the
 * first version of the benchmark, a statement in a block {@code ```sql}, or a line {@code Final Answer: […]}.
 */
final class SqlTrial implements Trial {
    private static final int MAX_TURNS = 15;
    private static final Pattern BLOCK = Pattern.compile("(?s)```sql\\s*(.*?)\\s*```");
    private static final Pattern FINAL = Pattern.compile("Final Answer:\\s*(.*)");
    private static final String SYSTEM =
            "You answer questions about the tables of an SQL database, or change them as asked."
                    + " Run statements with " + SqlTools.EXECUTE
                    + ", one at a time, each on one line; you see its result."
                    + " When you are done, commit with " + SqlTools.COMMIT
                    + ": the values that answer the question, exactly as the"
                    + " tables have them. After a change any answer will do.";

    private final SqlTask task;
    private final PrivateDatabase database;
    private final List<Message> messages = new ArrayList<>();
    private int turns;
    private int statements;
    private boolean over;
    private boolean passed;

    SqlTrial(SqlTask task) {
        this.task = task;
        database = task.open();
        messages.add(Message.system(SYSTEM));
        messages.add(Message.user(task.question()));
    }

    @Override
    public Optional<Question> next() {
        return over || turns == MAX_TURNS
                ? Optional.empty()
                : Optional.of(new Question(
                        new Prompt(messages, SqlTools.DEFINITIONS), new Ask.Calls(SqlTools.DEFINITIONS, 0, 1)));
    }

    @Override
    public void answer(Thought answer) {
        turns++;
        if (!answer.calls().isEmpty()) {
            calls(answer);
        } else if (answer.text().isBlank()) {
            over = true;
        } else {
            messages.add(Message.assistant(answer.text()));
            messages.add(Message.user(written(answer.text())));
        }
    }

    private void calls(Thought answer) {
        List<ToolCall> named = new ArrayList<>();
        List<Message> results = new ArrayList<>();
        for (ToolCall call : answer.calls()) {
            if (over) {
                break;
            }
            String id = "call_%d_%d".formatted(turns, named.size() + 1);
            named.add(ToolCalls.named(id, call));
            results.add(Message.tool(id, result(call)));
        }
        messages.add(Message.assistant(answer.text()).withToolCalls(named));
        messages.addAll(results);
    }

    private String result(ToolCall call) {
        // As in the original, the first argument counts, whatever its name is.
        Object first = call.arguments().isEmpty()
                ? null
                : call.arguments().values().iterator().next();
        return switch (call.name()) {
            case SqlTools.EXECUTE -> run(first);
            case SqlTools.COMMIT -> commit(first);
            default -> "There is no tool of this name.";
        };
    }

    private String written(String text) {
        Matcher block = BLOCK.matcher(text);
        if (block.find()) {
            return run(block.group(1));
        }
        Matcher last = FINAL.matcher(text);
        return last.find()
                ? commit(last.group(1).strip())
                : "Call a tool, or write a statement in a block ```sql, or a line Final Answer: [\"…\"].";
    }

    private String run(@Nullable Object sql) {
        statements++;
        return sql instanceof String text ? database.execute(text) : "Error: the statement must be a text";
    }

    private String commit(@Nullable Object answer) {
        over = true;
        passed = task.isWrite() ? task.isDone(database) : task.isRight(answer);
        return "Committed.";
    }

    @Override
    public Thought oracle() {
        if (turns == 0 && !task.query().isEmpty()) {
            return call(SqlTools.EXECUTE, "query", task.query());
        }
        return call(SqlTools.COMMIT, "answers", task.isWrite() ? List.of() : task.label());
    }

    private static Thought call(String tool, String argument, @Nullable Object value) {
        Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
        arguments.put(argument, value);
        return Thought.of(List.of(ToolCalls.of(null, tool, arguments)));
    }

    @Override
    public Outcome outcome() {
        return new Outcome(passed, passed ? 1 : 0, Map.of("statements", (double) statements));
    }

    @Override
    public void close() {
        database.close();
    }
}
