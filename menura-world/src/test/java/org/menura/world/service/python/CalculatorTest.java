package org.menura.world.service.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CalculatorTest {
    private static String evaluate(String expression) {
        try {
            return Calculator.evaluate(expression);
        } catch (PythonError e) {
            return "Error: " + e.text();
        }
    }

    /** Values and errors of CPython 3.12.1: random expressions, most of them malformed. */
    @Test
    void valuesAndErrorsArePythons() throws IOException {
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("/service/expressions.tsv"))) {
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            for (String line : lines) {
                String[] parts = line.split("\t", -1);
                assertEquals(parts[1], evaluate(parts[0]), parts[0]);
            }
        }
    }

    @Test
    void longExpressionsEnd() {
        assertTimeoutPreemptively(Duration.ofSeconds(2), () -> {
            assertEquals("1.0", evaluate("(".repeat(199) + "1" + ")".repeat(199)));
            assertEquals(
                    "Error: too many nested parentheses (<string>, line 1)",
                    evaluate("(".repeat(5000) + "1" + ")".repeat(5000)));
            assertEquals(
                    "Error: maximum recursion depth exceeded during compilation", evaluate("1" + "+1".repeat(10_000)));
            assertEquals("Error: int too large to convert to float", evaluate("9**9**9**9"));
            assertEquals("Error: int too large to convert to float", evaluate("9**999999999"));
            assertEquals("Error: '(' was never closed (<string>, line 1)", evaluate("(1".repeat(150)));
        });
    }

    @Test
    void otherTypesAreRefusedAsPythonDoes() {
        assertEquals(
                "'int' object is not iterable",
                assertThrows(PythonError.class, () -> Calculator.isClean(5L)).text());
        assertEquals(
                "'in <string>' requires string as left operand, not int",
                assertThrows(PythonError.class, () -> Calculator.isClean(List.of(1L)))
                        .text());
        assertEquals(
                "eval() arg 1 must be a string, bytes or code object",
                assertThrows(PythonError.class, () -> Calculator.evaluate(List.of("1")))
                        .text());
    }
}
