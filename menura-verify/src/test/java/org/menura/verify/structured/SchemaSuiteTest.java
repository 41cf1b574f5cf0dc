package org.menura.verify.structured;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.verify.Check;

@Tag("slow")
class SchemaSuiteTest {
    @TempDir
    private Path folder;

    /** Files of the JSON-Schema-Test-Suite (MIT): all verdicts are as recorded, and hardly a schema is refused. */
    @Test
    void agreesWithTheOfficialSuite() throws URISyntaxException {
        URL suite = SchemaSuiteTest.class.getResource("/json-schema-test-suite/LICENSE");
        assertTrue(suite != null);
        Path at = Path.of(suite.toURI()).resolveSibling("");
        assertTrue(Records.isIn(at));
        List<Check> checks = Records.verify(at);
        assertEquals(
                List.of(),
                checks.stream().filter(c -> !c.ok()).map(Check::toString).toList());
        String all = checks.getLast().note();
        assertTrue(all.startsWith("377 schemas: 376 wholly right"), all);
        assertTrue(all.contains(" 1 refused {multipleOf=1}"), all);
    }

    @Test
    void remotesBelongToTheSuiteThatTheyLieIn() throws IOException {
        for (String suite : List.of("one", "two")) {
            Files.createDirectories(folder.resolve(suite + "/remotes"));
            Files.createDirectories(folder.resolve(suite + "/draft7/optional"));
            Files.writeString(folder.resolve(suite + "/remotes/own.json"), "{\"const\": \"%s\"}".formatted(suite));
            Files.writeString(folder.resolve(suite + "/draft7/optional/own.json"), """
                    [{"description": "remote", "schema": {"$ref": "http://localhost:1234/own.json"},
                      "tests": [{"description": "own", "data": "%s", "valid": true}, {"description": "other", "data": "x", "valid": false}]}]
                    """.formatted(suite));
        }
        List<Check> checks = Records.verify(folder);
        assertTrue(checks.stream().allMatch(Check::ok), checks.toString());
        assertTrue(checks.getLast().note().startsWith("2 schemas: 2 wholly right"), checks.toString());
    }

    @Test
    void wrongVerdictsAreNamed() throws IOException {
        Files.createDirectories(folder.resolve("draft7"));
        Files.writeString(folder.resolve("draft7/own.json"), """
                [{"description": "integers", "schema": {"type": "integer"},
                  "tests": [{"description": "one", "data": 1, "valid": true}, {"description": "half", "data": 0.5, "valid": true}]},
                 {"description": "beyond", "schema": {"pattern": "(a)\\\\1"},
                  "tests": [{"description": "aa", "data": "aa", "valid": true}]}]
                """);
        List<Check> checks = Records.verify(folder);
        assertEquals(
                List.of("integers: half", "draft7/own.json"),
                checks.subList(0, 2).stream().map(Check::output).toList());
        assertTrue(
                checks.get(0).note().contains("valid, but refused at byte 2: 0.5"),
                checks.get(0).note());
        assertTrue(
                checks.get(1).note().startsWith("2 schemas: 0 wholly right, 1 refused {pattern=1}"),
                checks.get(1).note());
    }

    @Test
    void schemasAsLinesAreHeldAgainstTheTextOfTheirInstances() throws IOException {
        Files.writeString(folder.resolve("a.jsonl"), """
                {"id": "x", "schema": {"properties": {"a": {"type": "integer"}}}, "tests": [{"description": "d", "valid": true, "data": {"b":1.50,"a":1}}, {"description": "e", "valid": false, "data": {"a":"1"}}]}
                """);
        List<Check> checks = Records.verify(folder);
        assertEquals(1, checks.size());
        assertTrue(checks.getFirst().ok(), checks.toString());
        assertTrue(
                checks.getFirst().note().contains("valid: 1 accepted, 0 wrongly rejected; invalid: 1 rejected"),
                checks.toString());
    }
}
