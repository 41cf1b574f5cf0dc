package org.menura.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {
    @Test
    @DisabledOnOs(OS.WINDOWS) // there a / in a pattern is a backslash in a path
    void matchesAsTheJdkDoes() {
        FileSystem files = FileSystems.getDefault();
        Random random = new Random(1);
        int compared = 0;
        int matched = 0;
        for (int i = 0; i < 60_000; i++) {
            String pattern = drawn(random, "ab/*?[!-]{,}\\a", 9);
            String name = drawn(random, "ab/-", 7);
            boolean expected;
            try {
                expected = files.getPathMatcher("glob:" + pattern).matches(Path.of(name));
            } catch (PatternSyntaxException e) {
                continue;
            }
            Path path = Path.of(name);
            assertEquals(expected, Glob.of(pattern).matches(path), pattern + " and " + path);
            compared++;
            matched += expected ? 1 : 0;
        }
        assertTrue(compared > 10_000 && matched > 200, compared + " compared, " + matched + " matched");
    }

    private static String drawn(Random random, String characters, int most) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(most + 1); text.length() < length; ) {
            text.append(characters.charAt(random.nextInt(characters.length())));
        }
        return text.toString();
    }

    @Test
    void takesNoLongerForManyStars() {
        String name = "a".repeat(200);
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            assertFalse(Glob.of("*a?".repeat(60) + "b").matches(name));
            assertFalse(Glob.of("*".repeat(100_000) + "b").matches(name));
            assertFalse(Glob.of("{*,*a,a*}".repeat(60) + "b").matches(name));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"{a", "a[", "[a/b]", "[b-a]", "{a{b}}", "a\\", "[]"})
    void refusesWhatIsNone(String pattern) {
        FormatException e = assertThrows(FormatException.class, () -> Glob.of(pattern));
        assertTrue(e.getMessage().startsWith(pattern + " is no pattern for file names: "), e.getMessage());
    }

    @Test
    void findsTheFirstWildcard() {
        assertEquals(5, Glob.firstWild("data/*.jsonl"));
        assertEquals(4, Glob.firstWild("data"));
        assertTrue(Glob.isWild("data-{1,2}"));
        assertFalse(Glob.isWild("data"));
    }
}
