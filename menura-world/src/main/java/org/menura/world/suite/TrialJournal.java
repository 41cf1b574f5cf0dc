package org.menura.world.suite;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.menura.eval.run.AnswerJournal;

/** The outcomes of a run that is under way, in a file, so that a run that was killed goes on where it was. */
public final class TrialJournal implements Closeable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final AnswerJournal journal;

    private TrialJournal(AnswerJournal journal) {
        this.journal = journal;
    }

    /**
     * Opens a journal, or begins one.
     *
     * @throws org.menura.format.FormatException if another process writes it
     */
    public static TrialJournal open(Path file) {
        return new TrialJournal(AnswerJournal.open(file));
    }

    private static String key(String agent, String task, int trial) {
        return agent + '\0' + task + '\0' + trial;
    }

    /** Returns what a trial of a task came to; null if it is not known. */
    @Nullable
    TrialResult get(String agent, SuiteTask task, int trial) {
        JsonNode json = journal.get(key(agent, task.id(), trial));
        return json == null ? null : read(json, task, trial);
    }

    private static TrialResult read(JsonNode json, SuiteTask task, int trial) {
        Map<String, Double> metrics = new TreeMap<>();
        json.path("metrics").properties().forEach(e -> metrics.put(e.getKey(), number(e.getValue())));
        List<String> answers = new ArrayList<>();
        json.path("answers").forEach(a -> answers.add(a.toString()));
        return new TrialResult(
                task.id(),
                task.group(),
                trial,
                new Outcome(json.path("passed").asBoolean(), number(json.path("score")), metrics),
                json.path("questions").asInt(),
                json.path("prompt_tokens").asLong(),
                json.path("tokens").asLong(),
                json.path("seconds").asDouble(),
                json.path("failure").isTextual() ? json.path("failure").asText() : null,
                answers);
    }

    private static double number(JsonNode number) {
        return Double.parseDouble(number.asText());
    }

    /** Those that are none of JSON's, such as NaN, stand as texts. */
    private static void put(ObjectNode out, String name, double number) {
        if (Double.isFinite(number)) {
            out.put(name, number);
        } else {
            out.put(name, Double.toString(number));
        }
    }

    /** Keeps what a trial came to. */
    void put(String agent, TrialResult result) {
        journal.put(key(agent, result.task(), result.trial()), json(result));
    }

    /** Returns a result as JSON, without its task. */
    private static ObjectNode json(TrialResult result) {
        ObjectNode out = JSON.createObjectNode();
        out.put("passed", result.outcome().passed());
        put(out, "score", result.outcome().score());
        ObjectNode metrics = out.putObject("metrics");
        new TreeMap<>(result.outcome().metrics()).forEach((name, v) -> put(metrics, name, v));
        out.put("questions", result.questions());
        out.put("prompt_tokens", result.promptTokens());
        out.put("tokens", result.tokens());
        out.put("seconds", result.seconds());
        if (result.failure() != null) {
            out.put("failure", result.failure());
        }
        for (String answer : result.answers()) {
            try {
                out.withArray("answers").add(JSON.readTree(answer));
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException(e);
            }
        }
        return out;
    }

    /** Returns a result as a line of a file. */
    public static String line(String agent, TrialResult result) {
        ObjectNode out = JSON.createObjectNode();
        out.put("agent", agent).put("task", result.task()).put("group", result.group());
        out.put("trial", result.trial());
        json(result).properties().forEach(field -> {
            if (!out.has(field.getKey()) && !field.getKey().equals("seconds")) {
                out.set(field.getKey(), field.getValue());
            }
        });
        return out.toString();
    }

    /** Deletes the journal of a run whose results are written. */
    public void delete() {
        journal.delete();
    }

    @Override
    public void close() {
        journal.close();
    }
}
