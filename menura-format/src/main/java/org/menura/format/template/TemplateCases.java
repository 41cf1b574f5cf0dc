package org.menura.format.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.menura.format.FormatException;

/**
 * Checks a template against recorded renderings: a folder with {@code chat_template.jinja} and {@code cases.jsonl},
 * whose lines have {@code case} (a label), {@code context} (the variables) and either {@code expected} (the text) or
 * {@code error} (rendering must fail). {@code strftime_now} reads 2026-07-26 09:30.
 */
public final class TemplateCases {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();
    private static final RenderOptions OPTIONS =
            RenderOptions.defaults().withClock(Clock.fixed(Instant.parse("2026-07-26T09:30:00Z"), ZoneOffset.UTC));

    private TemplateCases() {}

    /**
     * How one case went.
     *
     * @param name the label of the case
     * @param ok whether it rendered as recorded
     * @param detail empty if so, else what differs
     */
    public record Result(String name, boolean ok, String detail) {}

    /**
     * Renders every case of a folder.
     *
     * @throws FormatException if the folder has no template or its cases cannot be read
     */
    public static List<Result> verify(Path dir) {
        String source = read(dir.resolve("chat_template.jinja"));
        List<Result> results = new ArrayList<>();
        for (String line : read(dir.resolve("cases.jsonl")).split("\n")) {
            if (!line.isBlank()) {
                results.add(verify(source, parse(dir, line)));
            }
        }
        return results;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new FormatException("Cannot read " + file + " as UTF-8 text.", e);
        }
    }

    private static JsonNode parse(Path dir, String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new FormatException(dir.resolve("cases.jsonl") + " has a line that is not JSON.", e);
        }
    }

    private static Result verify(String source, JsonNode node) {
        String name = node.path("case").asText();
        Map<String, Object> context = context(node.path("context"));
        String expected = node.has("expected") ? node.get("expected").asText() : null;
        try {
            String text = ChatTemplate.parse(source).render(context, OPTIONS).text();
            if (text.equals(expected)) {
                return new Result(name, true, "");
            }
            String detail = expected == null
                    ? "rendered, but must fail with " + node.path("error").asText()
                    : difference(expected, text);
            return new Result(name, false, detail);
        } catch (TemplateException e) {
            return new Result(name, expected == null, expected == null ? "" : String.valueOf(e.getMessage()));
        }
    }

    private static Map<String, Object> context(JsonNode node) {
        return JSON.convertValue(node, JSON.getTypeFactory().constructMapType(Map.class, String.class, Object.class));
    }

    private static String difference(String expected, String text) {
        int at = 0;
        while (at < expected.length() && at < text.length() && expected.charAt(at) == text.charAt(at)) {
            at++;
        }
        return "differs at character " + at + ": expected " + excerpt(expected, at) + ", rendered "
                + excerpt(text, at);
    }

    private static String excerpt(String text, int at) {
        return "'" + text.substring(Math.max(0, at - 20), Math.min(text.length(), at + 40)).replace("\n", "\\n") + "'";
    }
}
