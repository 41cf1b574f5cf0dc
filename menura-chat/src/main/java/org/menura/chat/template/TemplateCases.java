package org.menura.chat.template;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.tensor.annotation.Internal;

/**
 * Test cases of a chat template, recorded renderings: a folder with {@code chat_template.jinja} and {@code
 * cases.jsonl}, whose lines have {@code case} (a label), {@code context} (the variables) and either {@code expected}
 * (the text) or {@code error} (rendering must fail). {@code strftime_now} reads 2026-07-26 09:30. Where {@code sandbox} is
 * {@code mutable}, the template may change lists.
 */
@Internal
public final class TemplateCases {
    private static final String TEMPLATE = "chat_template.jinja";
    private static final String CASES = "cases.jsonl";
    private static final int EXCERPT_BEFORE = 20;
    private static final int EXCERPT_AFTER = 40;
    private static final TypeReference<Map<String, Object>> VARIABLES = new TypeReference<>() {};
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final RenderOptions OPTIONS =
            RenderOptions.defaults().withClock(Clock.fixed(Instant.parse("2026-07-26T09:30:00Z"), ZoneOffset.UTC));

    private TemplateCases() {}

    /**
     * The result of one case.
     *
     * @param name the label of the case
     * @param ok whether it rendered, or failed, as recorded
     * @param detail what was seen: the size of the text, or what differs
     */
    public record Result(String name, boolean ok, String detail) {}

    /** Returns whether a folder holds a template and cases of it. */
    public static boolean isIn(Path folder) {
        return Files.isRegularFile(folder.resolve(TEMPLATE)) && Files.isRegularFile(folder.resolve(CASES));
    }

    /**
     * Renders every case of a folder.
     *
     * @throws FormatException if the folder has no template or its cases cannot be read
     */
    public static List<Result> verify(Path dir) {
        String source = read(dir.resolve(TEMPLATE));
        Path file = dir.resolve(CASES);
        List<Result> results = new ArrayList<>();
        int number = 0;
        for (String line : read(file).split("\n", -1)) {
            number++;
            if (!line.isBlank()) {
                String where = file + ", line " + number;
                results.add(verify(source, Json.parse(line, where), where));
            }
        }
        return results;
    }

    /**
     * Renders cases of many templates: a file with a case a line, which names its {@code template}, the folder that holds
     * {@code chat_template.jinja}.
     *
     * @param templates folder of the templates' folders
     * @throws FormatException if the file or a template cannot be read
     */
    public static List<Result> verifyRenderings(Path file, Path templates) {
        Map<String, String> sources = new HashMap<>();
        List<Result> results = new ArrayList<>();
        int number = 0;
        for (String line : read(file).split("\n", -1)) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            String where = file + ", line " + number;
            JsonNode node = Json.parse(line, where);
            String name = node.path("template").asText();
            Path folder = templates.resolve(name).normalize();
            if (name.isBlank() || !templates.normalize().equals(folder.getParent())) {
                throw new FormatException(where + " must name the template that it is a rendering of");
            }
            String source = sources.computeIfAbsent(name, _ -> read(folder.resolve(TEMPLATE)));
            Result result = verify(source, node, where);
            results.add(new Result(name + " " + result.name(), result.ok(), result.detail()));
        }
        return results;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new FormatException(
                    "there is no %s; a folder of template cases has %s and %s".formatted(file, TEMPLATE, CASES), e);
        } catch (IOException e) {
            throw new FormatException(
                    file + " cannot be read as UTF-8 text; a folder of template cases has it beside the other", e);
        }
    }

    private static Result verify(String source, JsonNode node, String where) {
        if (!node.path("context").isObject() || node.has("expected") == node.has("error")) {
            throw new FormatException(where + " must hold a context and either the expected text or an error");
        }
        String name = node.path("case").asText();
        Map<String, Object> context = MAPPER.convertValue(node.get("context"), VARIABLES);
        RenderOptions options = node.path("sandbox").asText().equals("mutable") ? OPTIONS.withMutableValues() : OPTIONS;
        String text;
        try {
            text = ChatTemplate.parse(source).render(context, options).text();
        } catch (TemplateException e) {
            boolean expected = node.has("error");
            return new Result(name, expected, expected ? "fails as it should" : String.valueOf(e.getMessage()));
        }
        if (node.has("error")) {
            return new Result(
                    name,
                    false,
                    "renders, but must fail with: " + node.get("error").asText());
        }
        String expected = node.get("expected").asText();
        boolean equal = text.equals(expected);
        return new Result(name, equal, equal ? text.length() + " characters" : difference(expected, text));
    }

    private static String difference(String expected, String text) {
        int at = 0;
        while (at < expected.length() && at < text.length() && expected.charAt(at) == text.charAt(at)) {
            at++;
        }
        return "differs at character " + at + ": expected " + excerpt(expected, at) + ", rendered " + excerpt(text, at);
    }

    private static String excerpt(String text, int at) {
        String part = text.substring(Math.max(0, at - EXCERPT_BEFORE), Math.min(text.length(), at + EXCERPT_AFTER));
        return "'" + part.replace("\n", "\\n") + "'";
    }
}
