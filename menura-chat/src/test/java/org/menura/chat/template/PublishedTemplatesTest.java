package org.menura.chat.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.menura.chat.Testdata;
import org.menura.format.FormatException;

/** Every recorded case of the published templates. */
class PublishedTemplatesTest {
    record Case(String template, TemplateCases.Result result) {
        @Override
        public String toString() {
            return template + ": " + result.name();
        }
    }

    static Stream<Case> cases() throws IOException {
        try (Stream<Path> folders = Files.list(Testdata.path("templates"))) {
            return folders.filter(Files::isDirectory).sorted().toList().stream()
                    .flatMap(folder -> TemplateCases.verify(folder).stream()
                            .map(result -> new Case(folder.getFileName().toString(), result)));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void rendersAsJinja2(Case c) {
        assertTrue(c.result().ok(), c.result().detail());
    }

    @Test
    void differencesAreReported(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("chat_template.jinja"), "{{ 'Hello ' ~ x.y }}");
        Files.writeString(folder.resolve("cases.jsonl"), """
                {"case": "same", "context": {"x": {"y": 1}}, "expected": "Hello 1"}
                {"case": "other", "context": {"x": {"y": 2}}, "expected": "Hello 3"}
                {"case": "error", "context": {}, "error": "UndefinedError"}

                {"case": "no error", "context": {"x": {}}, "error": "UndefinedError"}
                {"case": "error instead", "context": {}, "expected": ""}
                """);
        List<TemplateCases.Result> results = TemplateCases.verify(folder);
        assertEquals(
                List.of(true, false, true, false, false),
                results.stream().map(TemplateCases.Result::ok).toList());
        assertTrue(results.get(1).detail().startsWith("differs at character 6: expected 'Hello 3'"));
        assertFalse(results.get(4).detail().isEmpty());
    }

    @Test
    void damagedCasesAreRefused(@TempDir Path folder) throws IOException {
        assertThrows(FormatException.class, () -> TemplateCases.verify(folder));
        Files.writeString(folder.resolve("chat_template.jinja"), "x");
        assertThrows(FormatException.class, () -> TemplateCases.verify(folder));
        Files.writeString(folder.resolve("cases.jsonl"), "{\"case\": ");
        assertThrows(FormatException.class, () -> TemplateCases.verify(folder));
        Files.writeString(folder.resolve("cases.jsonl"), "{\"case\": \"a\", \"context\": [], \"expected\": \"x\"}");
        assertThrows(FormatException.class, () -> TemplateCases.verify(folder));
    }
}
