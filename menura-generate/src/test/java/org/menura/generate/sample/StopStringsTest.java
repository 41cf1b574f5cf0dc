package org.menura.generate.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.menura.tensor.Rng;

class StopStringsTest {
    @Test
    void holdsBackTheBeginningOfAStopString() {
        StopStrings stops = new StopStrings(List.of("\nUser:"));
        assertEquals("Hello", stops.push("Hello\n"));
        assertEquals("", stops.push("Us"));
        assertEquals("\nUsa", stops.push("a"));
        assertEquals(".", stops.push(".\nUser"));
        assertEquals("", stops.push(": hi"));
        assertTrue(stops.isStopped());
        assertEquals("\nUser:", stops.matched());
        assertEquals("", stops.push("more"));
        assertEquals("", stops.flush());
    }

    @Test
    void flushGivesWhatWasHeldBack() {
        StopStrings stops = new StopStrings(List.of("END"));
        assertEquals("a", stops.push("aEN"));
        assertEquals("EN", stops.flush());
        assertFalse(stops.isStopped());
        assertEquals("", stops.flush());
        assertEquals("D", stops.push("D"));
    }

    @Test
    void findsAStopStringInsideAFailedOne() {
        StopStrings stops = new StopStrings(List.of("abcd", "bc"));
        assertEquals("a", stops.push("abc"));
        assertEquals("bc", stops.matched());
    }

    @Test
    void overlappingBeginningsAreFound() {
        StopStrings stops = new StopStrings(List.of("aab"));
        assertEquals("a", stops.push("aaa"));
        assertEquals("", stops.push("b"));
        assertTrue(stops.isStopped());
    }

    @Test
    void ofStopStringsThatEndTogetherTheLongestCounts() {
        StopStrings stops = new StopStrings(List.of("c", "abc"));
        assertEquals("x", stops.push("xab"));
        assertEquals("", stops.push("c"));
        assertEquals("abc", stops.matched());
    }

    @Test
    void keepsPairsOfSurrogatesTogether() {
        StopStrings stops = new StopStrings(List.of("😀"));
        assertEquals("😁", stops.push("😁"));
        assertEquals("", stops.push("😀"));
        assertTrue(stops.isStopped());
    }

    @Test
    void withoutStopStringsAllTextPasses() {
        StopStrings stops = new StopStrings(List.of());
        assertEquals("abc", stops.push("abc"));
        assertNull(stops.matched());
    }

    @Test
    void refusesAnEmptyStopString() {
        assertThrows(IllegalArgumentException.class, () -> new StopStrings(List.of("a", "")));
    }

    /** Random texts over two letters, cut at random, against a search of the whole text. */
    @Test
    void piecesMakeNoDifference() {
        Rng rng = new Rng(1);
        for (int round = 0; round < 3000; round++) {
            List<String> strings = new ArrayList<>();
            for (int i = rng.nextInt(3); i >= 0; i--) {
                strings.add(text(rng, 2 + rng.nextInt(5)));
            }
            String text = text(rng, rng.nextInt(40));
            String expected = text;
            for (int end = 0; end <= text.length() && expected.equals(text); end++) {
                String prefix = text.substring(0, end);
                int longest = strings.stream()
                        .filter(prefix::endsWith)
                        .mapToInt(String::length)
                        .max()
                        .orElse(0);
                expected = longest > 0 ? prefix.substring(0, end - longest) : expected;
            }
            StopStrings stops = new StopStrings(strings);
            StringBuilder shown = new StringBuilder();
            for (int at = 0; at < text.length(); ) {
                int next = Math.min(text.length(), at + rng.nextInt(5));
                shown.append(stops.push(text.substring(at, next)));
                assertTrue(expected.startsWith(shown.toString()));
                at = next;
            }
            shown.append(stops.flush());
            assertEquals(expected, shown.toString(), () -> strings + " in " + text);
            assertEquals(!expected.equals(text), stops.isStopped());
        }
    }

    private static String text(Rng rng, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + rng.nextInt(2)));
        }
        return text.toString();
    }
}
