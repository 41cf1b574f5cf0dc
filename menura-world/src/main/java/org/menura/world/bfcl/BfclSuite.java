package org.menura.world.bfcl;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.chat.Message;
import org.menura.chat.MessageJson;
import org.menura.chat.tool.ToolDefinition;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.format.json.JsonLine;
import org.menura.format.python.Python;
import org.menura.world.suite.Suite;

/**
 * The single-turn categories of the Berkeley Function-Calling Leaderboard: files {@code CATEGORY.jsonl} whose lines hold
 * {@code id}, {@code question}, {@code function} and {@code ground_truth}, or the leaderboard's own {@code
 * BFCL_v4_CATEGORY.json} with the answers in {@code possible_answer/}.
 */
public final class BfclSuite implements Suite {
    private static final Pattern FILE = Pattern.compile("(?:BFCL_v\\d+_)?(.+)\\.jsonl?");
    /** What is read of a file to see whether it holds tasks. */
    private static final int LONGEST_LINE = 4 << 20;

    private static final String ANSWERS = "possible_answer";

    private final boolean auto;

    /**
     * Creates the suite.
     *
     * @param auto whether all questions have the same form, no call up to several; otherwise the form says what a category
     *     wants: one call, several, or none
     */
    public BfclSuite(boolean auto) {
        this.auto = auto;
    }

    @Override
    public String name() {
        return auto ? "bfcl-auto" : "bfcl";
    }

    @Override
    public String description() {
        return "Function calls of the Berkeley Function-Calling Leaderboard v4, one turn, judged by function, types and values; "
                + (auto
                        ? "calls are always optional and may be several."
                        : "the form asked for is one call, several or optional ones, by the category.");
    }

    @Override
    public boolean reads(Path folder) {
        try {
            for (Path file : files(folder)) {
                if (isOfTasks(file)) {
                    return true;
                }
            }
            return false;
        } catch (IOException _) {
            return false;
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(f -> FILE.matcher(f.getFileName().toString()).matches() && Files.isRegularFile(f))
                    .sorted()
                    .toList();
        }
    }

    /** Whether the first line of a file is a task with functions. */
    private static boolean isOfTasks(Path file) throws IOException {
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(LONGEST_LINE);
        }
        String first = new String(start, StandardCharsets.UTF_8)
                .replaceFirst("^\ufeff", "")
                .strip()
                .lines()
                .findFirst()
                .orElse("");
        if (!first.startsWith("{")) {
            return false;
        }
        try {
            JsonNode json = Json.parse(first, file + ", line 1");
            return json.path("id").isTextual()
                    && json.path("question").isArray()
                    && json.path("function").isArray();
        } catch (FormatException _) {
            return false;
        }
    }

    @Override
    public String files() {
        return "CATEGORY.jsonl with id, question, function and ground_truth, or BFCL_v4_CATEGORY.json with possible_answer/";
    }

    @Override
    public List<BfclTask> tasks(Path folder) throws IOException {
        List<BfclTask> tasks = new ArrayList<>();
        for (Path file : files(folder)) {
            if (isOfTasks(file)) {
                read(file, tasks);
            }
        }
        return tasks;
    }

    private void read(Path file, List<BfclTask> to) throws IOException {
        Matcher name = FILE.matcher(file.getFileName().toString());
        String category = name.matches() ? name.group(1) : "";
        Map<String, JsonNode> answers = answers(file.resolveSibling(ANSWERS).resolve(file.getFileName()));
        JsonLine.each(file, line -> to.add(task(line.json(), category, answers, line.where())));
    }

    private static Map<String, JsonNode> answers(Path file) throws IOException {
        Map<String, JsonNode> out = new HashMap<>();
        if (Files.isRegularFile(file)) {
            JsonLine.each(
                    file,
                    line -> out.put(line.json().path("id").asText(), line.json().path("ground_truth")));
        }
        return out;
    }

    private BfclTask task(JsonNode json, String category, Map<String, JsonNode> known, String where) {
        String id = json.path("id").asText();
        if (!json.path("id").isTextual()
                || id.isEmpty()
                || !json.path("function").isArray()
                || json.path("function").isEmpty() && !category.contains("irrelevance")) {
            throw new FormatException(where + ": a task needs a text \"id\" and at least one function");
        }
        if (!json.path("question").path(0).isArray()
                || json.path("question").path(0).isEmpty()) {
            throw new FormatException(where + ": question holds no list of messages");
        }
        List<Message> messages = new ArrayList<>();
        for (JsonNode message : json.path("question").get(0)) {
            messages.add(MessageJson.read(message, where + ", question", text -> {
                throw new FormatException(where + ": the questions of this suite have no files");
            }));
        }
        BfclSchemas schemas = new BfclSchemas(Language.of(category));
        List<ToolDefinition> tools = new ArrayList<>();
        List<Map<String, @Nullable Object>> functions = new ArrayList<>();
        for (JsonNode function : json.path("function")) {
            if (!function.path("name").isTextual()
                    || !function.path("parameters").isObject()) {
                throw new FormatException(where + ": a function needs a name and parameters");
            }
            tools.add(schemas.tool(function));
            functions.add(object(function, where));
        }
        List<Map<String, @Nullable Object>> answers = new ArrayList<>();
        if (!category.contains("relevance")) {
            JsonNode given = json.has("ground_truth") ? json.get("ground_truth") : known.get(id);
            if (given == null || !given.isArray() || given.isEmpty()) {
                throw new FormatException(
                        "%s: task %s has no ground_truth, neither in its line nor in %s".formatted(where, id, ANSWERS));
            }
            for (JsonNode answer : given) {
                if (!answer.isObject()
                        || answer.size() != 1
                        || !answer.elements().next().isObject()) {
                    throw new FormatException(where + ": each answer in ground_truth is a function's name with its"
                            + " possible arguments");
                }
                answers.add(object(answer, where));
            }
        }
        return new BfclTask(id, category, messages, tools, functions, answers, auto, where);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> object(JsonNode json, String where) {
        if (Python.fromJson(json) instanceof Map<?, ?> map) {
            return (Map<String, @Nullable Object>) map;
        }
        throw new FormatException(where + ": an object is missing");
    }
}
