package org.menura.eval.task.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.menura.format.FormatException;
import org.menura.format.python.Python;

/** Values as PyYAML 6's CSafeLoader gives them. */
@Tag("slow")
class PythonYamlTest {
    private static Map<Object, Object> parse(String text) {
        return PythonYaml.parse(text, Path.of("/tasks/x.yaml"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {
                "1e-3 # '1e-3'",
                "1.5e3 # '1.5e3'",
                "1.0e+3 # 1000.0",
                "010 # 8",
                "08 # '08'",
                "0o7 # '0o7'",
                "yes # True",
                "y # 'y'",
                "Off # False",
                "1:30 # 90",
                "1_000 # 1000",
                ".5 # 0.5",
                "5. # 5.0",
                "+.inf # inf",
                "~ # None",
                "`` # None",
                "2001-01-01 # '2001-01-01'",
                "!!str 5 # '5'",
                "1.0.0 # '1.0.0'",
                "0x1F # 31",
                "-0b11 # -3",
                "\"1\\/2 \\\\/ \\/\" # '1/2 \\\\/ /'",
                "[1,2,] # [1, 2]",
                "{b: 1, 2: c} # {'b': 1, 2: 'c'}",
                "123456789012345678901234567890 # 123456789012345678901234567890",
            })
    void scalarsHaveTheirTypes(String yaml, String repr) {
        assertEquals(repr, Python.repr(parse("a: " + yaml).get("a")));
    }

    @Test
    void anchorsMergeAndLaterKeysWin() {
        Map<Object, Object> map = parse("base: &b {x: 1, y: 2}\nother: {<<: *b, y: 3}\nagain: *b\nagain: 5\n");
        assertEquals(Map.of("x", 1L, "y", 3L), map.get("other"));
        assertEquals(5L, map.get("again"));
    }

    @Test
    void functionsKeepTheirNameAndFolder() {
        FunctionReference function =
                (FunctionReference) parse("f: !function utils.process_docs\n").get("f");
        assertEquals("process_docs", function.function());
        assertEquals(Path.of("/tasks/utils.py"), function.file());
        assertEquals(
                Path.of("/tasks/a/b.py"),
                ((FunctionReference) parse("f: !function a.b.c\n").get("f")).file());
    }

    @Test
    void includesAreMergedInOrder(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("a"), "x: 1\ny: 1\ntask_list: [t]\n");
        Files.writeString(folder.resolve("b"), "include: c\ny: 2\n");
        Files.writeString(folder.resolve("c"), "z: 9\ny: 9\n");
        Files.writeString(folder.resolve("t.yaml"), "include: [a, b]\nx: 5\n");
        assertEquals("{'x': 5, 'y': 2, 'z': 9}", Python.repr(TaskFile.read(folder.resolve("t.yaml"))));
        Files.writeString(folder.resolve("c"), "include: t.yaml\n");
        FormatException circle = assertThrows(FormatException.class, () -> TaskFile.read(folder.resolve("t.yaml")));
        assertTrue(circle.getMessage().endsWith("t.yaml includes itself, or one file twice"));
    }

    @Test
    void whatIsNotReadIsSaidInOneSentence() {
        for (String wrong : List.of(
                "- 1\n",
                "a: !python/object:os.system x\n",
                "a: [1\n",
                "a: *b\n",
                "a: !%20\n",
                "a: \"\n",
                "? [x]\n: 1\n",
                "\u0001")) {
            FormatException e = assertThrows(FormatException.class, () -> parse(wrong), wrong);
            assertTrue(
                    e.getMessage().startsWith("/tasks/x.yaml ")
                            && !e.getMessage().contains("\n"),
                    e.getMessage());
        }
    }

    @Test
    void aliasesThatGrowAreRefused() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            bomb.append("a%d: &a%d [*a%d".formatted(i, i, i - 1));
            bomb.repeat(", *a" + (i - 1), 8).append("]\n");
        }
        assertThrows(FormatException.class, () -> parse(bomb.toString()));
        assertThrows(FormatException.class, () -> parse("a: " + "[".repeat(5000)));
    }

    @Test
    void mutatedFilesEndInAValueOrASentence() {
        byte[] seed = """
                task: x
                include: &i [a, "b\\n"]
                m: {<<: {y: 1}, f: !function u.f, t: |
                    text
                  }
                """.getBytes(StandardCharsets.UTF_8);
        Random random = new Random(1);
        int read = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] mutated = Arrays.copyOf(seed, seed.length);
            for (int j = 0; j <= random.nextInt(4); j++) {
                mutated[random.nextInt(mutated.length)] = (byte) (random.nextInt(95) + 32);
            }
            try {
                parse(new String(mutated, StandardCharsets.UTF_8));
                read++;
            } catch (FormatException e) {
                assertTrue(e.getMessage() != null && !e.getMessage().isEmpty());
            }
        }
        assertTrue(read > 0);
    }
}
