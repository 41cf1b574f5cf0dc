package org.menura.format.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.FormatException;

class JsonTest {
    @Test
    void messagesSayNothingOfTheParser() {
        for (String text : List.of("{\"a\": [1", "{} {}", "[[1", "{\"a\": 1} x")) {
            String message = assertThrows(FormatException.class, () -> Json.parse(text, "a.json"))
                    .getMessage();
            assertTrue(message.startsWith("a.json, line 1, column"), message);
            assertFalse(message.matches("(?s).*(REDACTED|jackson|Feature|Source).*"), message);
        }
    }

    @Test
    void bareWordsAreNumbers() {
        var node = Json.parse("[Infinity, -Infinity, NaN, 1e3]", "text");

        assertEquals(Double.POSITIVE_INFINITY, node.get(0).doubleValue());
        assertEquals(Double.NEGATIVE_INFINITY, node.get(1).doubleValue());
        assertTrue(Double.isNaN(node.get(2).doubleValue()));
        assertEquals(1000, node.get(3).doubleValue());
    }

    @Test
    void longTextsAreRead() {
        String merges = "x".repeat(30_000_000);

        assertEquals(
                merges.length(),
                Json.parse("\"" + merges + "\"", "text").textValue().length());
    }

    @Test
    void errorsNameFileLineAndColumn(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("config.json"), "{\n  \"a\": 1,\n  oops\n}");

        FormatException e = assertThrows(FormatException.class, () -> Json.parse(file));

        assertTrue(e.getMessage().startsWith(file + ", line 3, column "), e.getMessage());
        assertFalse(e.getMessage().contains("\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " \n", "{", "{\"a\":1} x", "{\"a\":1}{\"b\":2}", "[1,]", "'a'", "\"\\ud8", "01", "1.e", "nul"
            })
    void malformedTextsAreRefused(String text) {
        assertThrows(FormatException.class, () -> Json.parse(text, "text"));
        assertThrows(FormatException.class, () -> Json.parse(text.getBytes(StandardCharsets.UTF_8), "text"));
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        assertThrows(FormatException.class, () -> Json.parse(new byte[] {'"', (byte) 0xC3, '('}, "bytes"));
    }

    @Test
    void deepNestingIsRefused() {
        assertThrows(FormatException.class, () -> Json.parse("[".repeat(1_000_000), "text"));
        assertThrows(FormatException.class, () -> Json.parse("{\"a\":".repeat(1_000_000), "text"));
    }

    @Test
    void missingFileIsAnIoError(@TempDir Path folder) {
        assertThrows(UncheckedIOException.class, () -> Json.parse(folder.resolve("none.json")));
    }

    @Test
    void valuesAreGivenAsJavaHasThem() {
        JsonNode json = Json.parse("{\"b\": [1, 2.5, \"x\", true, null], \"a\": {\"c\": 12345678901}}", "a test");
        Map<String, Object> members = Json.members(json);
        assertEquals(List.of("b", "a"), List.copyOf(members.keySet()));
        assertEquals(Arrays.asList(1, 2.5, "x", true, null), members.get("b"));
        assertEquals(Map.of("c", 12345678901L), Json.plain(json.path("a")));
        assertEquals(Map.of(), Json.members(json.path("b")));
    }
}
