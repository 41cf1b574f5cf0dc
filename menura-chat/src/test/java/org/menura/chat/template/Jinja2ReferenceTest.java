package org.menura.chat.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.menura.format.json.Json;

/** Expressions and statements against what Jinja2 rendered; see the README beside the recordings. */
@Tag("slow")
class Jinja2ReferenceTest {
    private static final RenderOptions OPTIONS =
            RenderOptions.defaults().withClock(Clock.fixed(Instant.parse("2026-07-26T09:30:00Z"), ZoneOffset.UTC));
    private static final Map<String, Object> CONTEXT =
            new ObjectMapper().convertValue(Json.parse(read("context.json"), "context.json"), new TypeReference<>() {});

    record Recording(String template, JsonNode node) {
        @Override
        public String toString() {
            return template.replace("\n", "\\n");
        }
    }

    private static String read(String name) {
        try (InputStream in = Jinja2ReferenceTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static Stream<Recording> recordings() {
        return read("jinja2.jsonl")
                .lines()
                .map(line -> Json.parse(line, "jinja2.jsonl"))
                .map(node -> new Recording(node.get("template").asText(), node));
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void rendersAsJinja2(Recording recording) {
        if (recording.node().has("error")) {
            assertThrows(TemplateException.class, () -> render(recording.template()));
        } else {
            assertEquals(recording.node().get("expected").asText(), render(recording.template()));
        }
    }

    private static String render(String template) {
        return ChatTemplate.parse(template).render(CONTEXT, OPTIONS).text();
    }
}
