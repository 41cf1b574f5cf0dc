package org.menura.chat.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.tensor.annotation.Internal;

/**
 * Recorded answers of models and the messages that they stand for: a folder with {@code parse.jsonl}, whose lines have
 * {@code family}, {@code input} and {@code expected}, and with {@code tools.json}, the lists of tools that lines name. An
 * answer is read whole and in pieces that are cut at random. A member that {@code expected} lacks is not asserted.
 */
@Internal
public final class AnswerCases {
    private static final String FILE = "parse.jsonl";
    private static final String TOOLS = "tools.json";
    private static final int STREAMS = 12;
    private static final int EXCERPT = 160;

    private AnswerCases() {}

    /**
     * The result of one case.
     *
     * @param name id, family and kind of the case
     * @param ok whether the answer was read as recorded, however it was cut
     * @param detail what was seen, or what differs
     */
    public record Result(String name, boolean ok, String detail) {}

    /** Returns whether a folder holds cases of this form. */
    public static boolean isIn(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return false;
        }
        for (String line : lines(file)) {
            if (!line.isBlank()) {
                JsonNode first = Json.parse(line, file + ", line 1");
                return first.path("input").isTextual() && first.path("expected").isObject();
            }
        }
        return false;
    }

    /**
     * Reads all answers of a folder.
     *
     * @param templates finds the source of a chat template by its name, for families that are not known; null if it is not
     *     there
     * @throws FormatException if its files are damaged
     */
    public static List<Result> verify(Path folder, Function<String, @Nullable String> templates) {
        Path file = folder.resolve(FILE);
        Path toolFile = folder.resolve(TOOLS);
        JsonNode tools = Files.isRegularFile(toolFile) ? Json.parse(toolFile) : MissingNode.getInstance();
        List<Result> results = new ArrayList<>();
        int number = 0;
        for (String line : lines(file)) {
            number++;
            if (!line.isBlank()) {
                String where = file + ", line " + number;
                results.add(verify(Json.parse(line, where), tools, templates, where));
            }
        }
        return results;
    }

    private static List<String> lines(Path file) {
        try {
            return List.of(Files.readString(file).split("\n", -1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Result verify(
            JsonNode line, JsonNode tools, Function<String, @Nullable String> templates, String where) {
        if (!line.path("input").isTextual() || !line.path("expected").isObject()) {
            throw new FormatException(where + " must hold an input and what is expected of it");
        }
        String name = "%s %s %s"
                .formatted(
                        line.path("id").asText(),
                        line.path("family").asText(),
                        line.path("kind").asText());
        AnswerFormat format = AnswerFormats.named(line.path("family").asText());
        String template = format == null ? templates.apply(line.path("template").asText()) : null;
        format = template == null ? format : AnswerFormats.of(template, Map.of());
        if (format == null) {
            return new Result(name, false, "neither the family nor the template is known");
        }
        String input = line.get("input").asText();
        AnswerOptions options = options(line, tools, where);
        AnswerParser whole = format.parser(options);
        whole.parse(input);
        String difference = difference(line.get("expected"), whole);
        Random random = new Random(input.hashCode());
        for (int i = 0; i <= STREAMS && difference == null; i++) {
            difference = streamed(format.parser(options), input, i, random, whole);
        }
        return difference == null
                ? new Result(name, true, summary(whole))
                : new Result(name, false, difference + "; input " + excerpt(input));
    }

    private static AnswerOptions options(JsonNode line, JsonNode tools, String where) {
        AnswerOptions options = AnswerOptions.DEFAULT;
        JsonNode key = line.path("tools");
        if (key.isTextual()) {
            if (!tools.has(key.asText())) {
                throw new FormatException(
                        "%s names the tools %s, which tools.json lacks".formatted(where, key.asText()));
            }
            options = options.withTools(ToolDefinition.list(tools.get(key.asText()), where));
        }
        // cases of a reasoning parser come without a prompt; it is for the parser to know what prompts open
        boolean unknownPrompt =
                line.has("parser") && !line.path("generation_prompt").isTextual();
        if (!unknownPrompt) {
            options =
                    options.withGenerationPrompt(line.path("generation_prompt").asText(""));
        }
        if (line.path("reasoning_format").asText("auto").equals("none")) {
            options = options.withReasoningInText();
        }
        return line.hasNonNull("json_schema") ? options.withJson() : options;
    }

    private static @Nullable String difference(JsonNode expected, AnswerParser actual) {
        if (expected.has("content") && !same(expected.get("content"), actual.text())) {
            return "content is %s, not %s".formatted(excerpt(actual.text()), expected.get("content"));
        }
        if (expected.has("reasoning_content") && !same(expected.get("reasoning_content"), actual.reasoning())) {
            return "reasoning is %s, not %s".formatted(excerpt(actual.reasoning()), expected.get("reasoning_content"));
        }
        JsonNode calls = expected.path("tool_calls");
        if (!calls.isArray()) {
            return null;
        }
        List<ParsedCall> read = actual.calls();
        if (read.size() != calls.size()) {
            return "%d calls are read, not %d: %s".formatted(read.size(), calls.size(), excerpt(read.toString()));
        }
        for (int i = 0; i < calls.size(); i++) {
            if (!same(calls.get(i), read.get(i))) {
                return "call %d is %s, not %s".formatted(i, excerpt(read.get(i).toString()), calls.get(i));
            }
        }
        return null;
    }

    private static boolean same(JsonNode expected, String actual) {
        return expected.asText("").strip().equals(actual.strip()) || expected.isNull() && actual.isBlank();
    }

    private static boolean same(JsonNode expected, ParsedCall actual) {
        if (!expected.path("name").asText().equals(actual.name())
                || expected.has("id") && !expected.get("id").asText().equals(actual.id())) {
            return false;
        }
        if (expected.has("arguments_text")) {
            return expected.get("arguments_text")
                    .asText()
                    .strip()
                    .equals(actual.arguments().strip());
        }
        return !expected.has("arguments")
                || actual.complete()
                        && equal(expected.get("arguments"), Json.parse(actual.arguments(), "arguments that were read"));
    }

    /** Compares JSON values; a number is the same with and without a fraction of 0. */
    private static boolean equal(JsonNode a, JsonNode b) {
        if (a.isNumber() && b.isNumber()) {
            return a.decimalValue().compareTo(b.decimalValue()) == 0;
        }
        if (a.isArray() && b.isArray() && a.size() == b.size()) {
            for (int i = 0; i < a.size(); i++) {
                if (!equal(a.get(i), b.get(i))) {
                    return false;
                }
            }
            return true;
        }
        if (a.isObject() && b.isObject() && a.size() == b.size()) {
            return a.properties().stream().allMatch(e -> b.has(e.getKey()) && equal(e.getValue(), b.get(e.getKey())));
        }
        return a.equals(b);
    }

    /** Feeds an answer in pieces, and compares what the events add up to. */
    private static @Nullable String streamed(
            AnswerParser parser, String input, int stream, Random random, AnswerParser whole) {
        AnswerSum sum = new AnswerSum();
        int at = 0;
        while (at < input.length()) {
            int size = stream == 0 ? 1 : 1 + random.nextInt(1 << 1 + stream % 6);
            int end = Math.min(input.length(), at + size);
            sum.add(parser.feed(input.substring(at, end)));
            at = end;
        }
        sum.add(parser.finish());
        if (sum.text().equals(whole.text())
                && sum.reasoning().equals(whole.reasoning())
                && sum.calls().equals(whole.calls())) {
            return null;
        }
        return "in pieces it is read as text %s, reasoning %s, calls %s; whole as text %s, reasoning %s, calls %s"
                .formatted(
                        excerpt(sum.text()),
                        excerpt(sum.reasoning()),
                        excerpt(sum.calls().toString()),
                        excerpt(whole.text()),
                        excerpt(whole.reasoning()),
                        excerpt(whole.calls().toString()));
    }

    private static String summary(AnswerParser parser) {
        return "%d characters of text, %d of reasoning, %d calls"
                .formatted(
                        parser.text().length(),
                        parser.reasoning().length(),
                        parser.calls().size());
    }

    private static String excerpt(String text) {
        String part = text.length() > EXCERPT ? text.substring(0, EXCERPT) + "…" : text;
        return "'" + part.replace("\n", "\\n") + "'";
    }
}
