package org.menura.verify.structured;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.verify.Check;

class RecordsTest {
    @TempDir
    private Path folder;

    @Test
    void recordsAreKnownByTheirMembersAndWrongOnesAreNamed() throws IOException {
        Files.writeString(folder.resolve("a.jsonl"), """
                {"name": "right", "pattern": "a+", "accept": ["a", "aa"], "reject": ["", "b"]}
                {"name": "wrong", "pattern": "a+", "accept": ["a"], "reject": ["aaa"]}
                {"name": "beyond", "pattern": "(a+)(?<=aa)b", "accept": ["aab"], "peers": {"one": "refused: look-behind"}}
                """);
        Files.writeString(folder.resolve("b.jsonl"), """
                {"name": "g", "grammar": "root ::= \\"(\\" root \\")\\" | \\"x\\"", "accept": ["((x))"], "reject": ["(x"]}
                {"name": "must be refused", "grammar": "root ::= root \\"a\\" | \\"b\\""}
                {"name": "is not refused", "grammar": "root ::= \\"a\\""}
                """);
        assertTrue(Records.isIn(folder));
        List<Check> checks = Records.verify(folder);
        assertEquals(
                List.of(true, false, true, true, true, false),
                checks.stream().map(Check::ok).toList(),
                checks.toString());
        assertTrue(
                checks.get(1).note().contains("\"aaa\" is accepted"),
                checks.get(1).note());
    }

    @Test
    void otherFoldersAreNot() throws IOException {
        assertFalse(Records.isIn(folder));
        Files.writeString(folder.resolve("cases.jsonl"), "{\"case\": \"plain\", \"expected\": \"x\"}\n");
        assertFalse(Records.isIn(folder));
        assertFalse(Records.isIn(folder.resolve("none")));
    }
}
