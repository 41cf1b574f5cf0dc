package org.menura.data.dolma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.menura.format.FormatException;
import org.menura.format.json.Json;

class JsonPathTest {
    private static final JsonNode ROW = Json.parse(
            "{\"foo\":\"bar\",\"n\":null,\"list\":[1,2.5,{\"x\":3}],"
                    + "\"attributes\":{\"value1\":[[0,30,1.0],[30,45,0.5]],\"v-2\":[[45,60,0.0]],\"none\":[]}}",
            "test");

    private static boolean matches(String path) {
        return JsonPath.parse(path).matches(ROW);
    }

    private static String found(String path) {
        return JsonPath.parse(path).find(ROW).toString();
    }

    @Test
    void pathsFindWhatTheyName() {
        assertEquals("[\"bar\"]", found("$.foo"));
        assertEquals("[\"bar\"]", found("$['foo']"));
        assertEquals("[[[45,60,0.0]]]", found("$.attributes.v-2"));
        assertEquals("[30]", found("$.attributes.value1[1][0]"));
        assertEquals("[1, 2.5, {\"x\":3}]", found("$.list[*]"));
        assertEquals("[3]", found("$..x"));
        assertEquals("[{\"x\":3}]", found("$.list[?(@.x == 3)]"));
        assertEquals("[2.5]", found("$.list[?(@ > 2)]"));
        assertEquals("[]", found("$.attributes.value1[7]"));
        assertTrue(matches("$.n"));
    }

    @Test
    void aFilterJudgesAnObjectItself() {
        assertTrue(matches("$@.attributes[?(@.value1 && @.value1[0] && @.value1[0][2] >= 1.0)]"));
        assertFalse(matches("$.attributes[?(@.value1 && @.value1[0][2] > 1.0)]"));
        assertTrue(matches("$.attributes[?(@.value1[0][2] < 0.3 || @.value1[1][2] <= 0.5)]"));
        assertTrue(matches("$.attributes[?(!(@.none[0]) && !@.other)]"));
        assertTrue(matches("$[?(@.foo == 'bar' && $.list[0] == 1)]"));
        assertTrue(matches("$[?(@.foo != \"baz\")]"));
        assertTrue(matches("$[?(@.n == null)]"));
        assertFalse(matches("$.attributes[?(@.none[0][2] < 5)]"));
    }

    @Test
    void comparisonsLookAtAllValuesAndNothingEqualsNothing() {
        assertTrue(matches("$[?(@.gone == @.lost)]"));
        assertTrue(matches("$[?(@.gone <= @.lost && @.gone >= @.lost)]"));
        assertFalse(matches("$[?(@.gone != @.lost)]"));
        assertFalse(matches("$[?(@.gone <= 1)]"));
        assertTrue(matches("$[?(@.n <= null && @.foo >= 'bar')]"));
        assertTrue(matches("$[?(@.list[*] == @.list[*])]"));
        assertTrue(matches("$[?(@.list[*] != @..value1[*])]"));
        assertFalse(matches("$[?(@.list[*] > 0)]"));
        assertEquals("[\"bar\"]", found("$.['foo']"));
    }

    @Test
    void whatIsNotKnownIsRefused() {
        for (String wrong : List.of(
                "foo",
                ".attributes.x | length",
                "$.list[0:2]",
                "$.a[?(@.x =~ /b/)]",
                "$.",
                "$[?(@.x",
                "$['x]",
                "$.a b",
                "$[?(@.x > 1e999999999)]")) {
            FormatException e = assertThrows(FormatException.class, () -> JsonPath.parse(wrong), wrong);
            assertTrue(String.valueOf(e.getMessage()).contains("is not understood at character"), e.getMessage());
        }
    }

    @Test
    void mutatedPathsNeverFailOtherwise() {
        Random random = new Random(1);
        String alphabet = "$@.[]?()&|!<>=*'\"ax1 -";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder("$.attributes[?(@.value1[0][2] >= 1.0 && !(@.x || @.y == 'a'))]");
            for (int m = random.nextInt(5); m >= 0; m--) {
                text.setCharAt(random.nextInt(text.length()), alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                assertTrue(JsonPath.parse(text.toString()).find(ROW).size() < 100);
            } catch (FormatException e) {
                assertTrue(String.valueOf(e.getMessage()).contains("is not understood"), e.getMessage());
            }
        }
        assertThrows(FormatException.class, () -> JsonPath.parse("$[?(" + "(".repeat(100_000)));
        assertThrows(FormatException.class, () -> JsonPath.parse("$[?(" + "!".repeat(100_000)));
    }
}
