package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrammarCommandTest {
    @TempDir
    private Path folder;

    @Test
    void textsAreAcceptedRefusedAtAByteOrIncomplete() {
        Cli.Result all = Cli.run("grammar", "--regex", "[0-9]{4}-é", "-t", "2026-é", "-t", "20x6", "-t", "2026");
        assertEquals(1, all.code());
        assertEquals(
                "2026-é: accepted%n20x6: refused at byte 2%n2026: incomplete%n".formatted(), all.out());
        assertEquals(0, Cli.run("grammar", "--regex", "a+", "-t", "aa").code());
    }

    @Test
    void whatIsWrongIsNamed() throws IOException {
        Cli.Result regex = Cli.run("grammar", "--regex", "a(b");
        assertEquals(1, regex.code());
        assertTrue(regex.err().contains("a group that is not closed (at character 2)"), regex.err());
        Path gbnf = Files.writeString(folder.resolve("g.gbnf"), "root ::= a\na ::= a \"x\" | \"y\"\n");
        Cli.Result recursion = Cli.run("grammar", "--gbnf", gbnf);
        assertEquals(1, recursion.code());
        assertTrue(recursion.err().contains("the rule \"a\" begins with itself"), recursion.err());
        assertEquals(2, Cli.run("grammar").code());
    }

    @Test
    void schemasCheckFilesAndDrawTextsThatTheyAccept() throws IOException {
        String schema = """
                {"type": "object", "properties": {"n": {"type": "integer"}, "s": {"enum": ["x", "y"]}},
                 "required": ["n", "s"], "additionalProperties": false}""";
        Path file = Files.writeString(folder.resolve("a.json"), "{\"n\":12,\"s\":\"x\"}\n");
        assertTrue(Cli.run("grammar", "--schema", schema, "-f", file).out().endsWith("accepted" + System.lineSeparator()));
        Cli.Result drawn = Cli.run("grammar", "--schema", schema, "--draw", 5, "--seed", 3);
        assertEquals(drawn.out(), Cli.run("grammar", "--schema", schema, "--draw", 5, "--seed", 3).out());
        for (String line : drawn.out().lines().toList()) {
            assertEquals(0, Cli.run("grammar", "--schema", schema, "-t", line).code(), line);
        }
    }

    @Test
    void theTokensOfAModelAtAPrefix() {
        Cli.Result r = Cli.run("grammar", "--choices", "maybe,no,my", "--prefix", "m", "-m", Cli.stories());
        assertEquals(0, r.code(), r.err());
        assertTrue(r.out().contains("may end: no"), r.out());
        assertTrue(r.out().contains("  ay\n") || r.out().contains("  ay\r\n"), r.out());
        assertTrue(
                Cli.run("grammar", "--choices", "maybe,no", "--prefix", "m").out().contains("goes on with: aybe"));
        assertTrue(Cli.run("grammar", "--choices", "no", "--prefix", "nx").out().contains("refused at byte 1"));
    }
}
