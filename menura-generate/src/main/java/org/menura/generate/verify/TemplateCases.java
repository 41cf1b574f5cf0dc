package org.menura.generate.verify;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.format.template.ChatTemplate;
import org.menura.format.template.RenderOptions;
import org.menura.format.template.TemplateException;

/**
 * What a chat template must render: {@code cases.jsonl} beside {@code chat_template.jinja}, with a label, a context and
 * either the text or an error on each line. The clock stands at 2026-07-26 09:30.
 */
final class TemplateCases {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-07-26T09:30:00Z"), ZoneOffset.UTC);
    private static final TypeReference<Map<String, Object>> VARIABLES = new TypeReference<>() {};
    private static final ObjectMapper JSON = new ObjectMapper();

    private TemplateCases() {}

    static List<Check> run(Path folder) {
        Path file = folder.resolve("cases.jsonl");
        ChatTemplate template;
        List<String> lines;
        try {
            template = ChatTemplate.parse(Files.readString(folder.resolve("chat_template.jinja")));
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<Check> checks = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                String where = file + ", line " + (i + 1);
                checks.add(check(template, Json.parse(lines.get(i), where), where));
            }
        }
        return checks;
    }

    private static Check check(ChatTemplate template, JsonNode c, String where) {
        String label = c.path("case").asText();
        if (!c.path("context").isObject() || c.has("expected") == c.has("error")) {
            throw new FormatException(where + " must hold a context and either the expected text or an error");
        }
        Map<String, Object> context = JSON.convertValue(c.get("context"), VARIABLES);
        String actual;
        try {
            actual = template.render(context, RenderOptions.defaults().withClock(CLOCK))
                    .text();
        } catch (TemplateException e) {
            return c.has("error")
                    ? new Check(label, 0, 0, 0, true, "fails as it should")
                    : Check.failed(label, String.valueOf(e.getMessage()));
        }
        if (c.has("error")) {
            return Check.failed(
                    label, "renders, but should fail with: " + c.get("error").asText());
        }
        String expected = c.get("expected").asText();
        if (!actual.equals(expected)) {
            return Check.failed(label, "differs from character %d on".formatted(commonPrefix(actual, expected)));
        }
        return new Check(label, 0, 0, 0, true, expected.length() + " characters");
    }

    private static int commonPrefix(String a, String b) {
        int i = 0;
        while (i < Math.min(a.length(), b.length()) && a.charAt(i) == b.charAt(i)) {
            i++;
        }
        return i;
    }
}
