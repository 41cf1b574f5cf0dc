package org.menura.verify.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.verify.Check;
import org.menura.verify.data.DataToolkitCase;

/** The records are Dolma's, datatrove's and fastText's; see their README. */
class FolderCasesTest {
    private static Path folder(String name) {
        try {
            return Path.of(Objects.requireNonNull(DataToolkitCase.class.getResource(name))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"toolkit", "lines"})
    void recordedWorkAgrees(String name) {
        List<Check> checks = FolderCases.verify(folder(name));

        assertFalse(checks.isEmpty());
        checks.forEach(check -> {
            assertTrue(check.ok(), check.toString());
            assertEquals(0, check.maxAbsolute(), 1e-6, check.toString());
        });
    }

    @Test
    void renderingsOfATemplateAreCasesOfTheirOwn(@TempDir Path dir) throws IOException {
        Path template = Files.createDirectory(dir.resolve("greeting"));
        Files.writeString(template.resolve("chat_template.jinja"), "Hello, {{ name|title }}!");
        Files.writeString(template.resolve("cases.jsonl"), """
                {"case": "right", "context": {"name": "ann"}, "expected": "Hello, Ann!"}
                {"case": "wrong", "context": {"name": "ann"}, "expected": "Hello, ann!"}
                """);

        assertEquals(List.of(template), FolderCases.cases(dir));
        assertEquals(
                List.of(true, false),
                FolderCases.verify(template).stream().map(Check::ok).toList());
    }

    @Test
    void aFolderOfFoldersStandsForAllOfThem() {
        assertEquals(
                List.of(folder("lines"), folder("toolkit")),
                FolderCases.cases(folder("lines").getParent()));
    }

    @Test
    void wrongRecordsAreSeen(@TempDir Path copy) throws IOException {
        try (Stream<Path> files = Files.list(folder("toolkit"))) {
            for (Path file : files.toList()) {
                String text = Files.readString(file);
                String changed = file.endsWith("datatrove.jsonl")
                        ? text.replace(
                                "\"fineweb_quality\": [true, null", "\"fineweb_quality\": [false, \"list_ratio\"")
                        : text.replaceFirst("(ref__gopher_v2__word_count\": \\[\\[0, \\d+, )", "$11");
                Files.writeString(copy.resolve(file.getFileName()), changed);
            }
        }
        List<String> failed = FolderCases.verify(copy).stream()
                .filter(check -> !check.ok())
                .map(Check::output)
                .toList();

        assertEquals(List.of("gopher_v2", "datatrove fineweb_quality"), failed);
    }
}
