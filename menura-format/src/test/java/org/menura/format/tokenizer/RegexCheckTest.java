package org.menura.format.tokenizer;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.FormatException;

class RegexCheckTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                " {2,}",
                "\\A +| +\\z",
                "(?=(\\d{3})+(?!\\d))",
                "[^\\r\\n\\p{L}\\p{N}]?+\\p{L}+|\\p{N}",
                "\\d{1,3}(?=(?:\\d{3})*\\b)",
                "<\\|[^\\|]+\\|>",
                "[ \\t]+$",
                "(?<=[\\s\\S])\\z",
                "(?i:'s|'t|'re)|\\p{L}+",
                "[^[a-z]\\]]+x",
                "(?>\\s+)\\S",
            })
    void patternsThatBacktrackLinearlyPass(String regex) {
        assertDoesNotThrow(() -> RegexCheck.check(regex));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a+)+b",
                "(a|a)*c",
                "a*a*b",
                "(a*)*",
                "(a+){2,9}b",
                "((a|a){1,16})",
                "a**",
                "a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?b",
                "\\s*\\s*x",
                "(?=a*a*b)",
                "a{2,}a{2,}b",
                "((a*)b*)c",
                "(a|aa)+$",
                "(?:a{0,2000}){5}",
                "(?<n>a)\\k<n>",
                "(a)\\1*",
                "\\g<0>",
                "(?x)a # b",
                "(?(1)a|b)",
            })
    void patternsThatCouldRunWithoutEndAreRefused(String regex) {
        assertThrows(FormatException.class, () -> RegexCheck.check(regex));
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", ")", "[a", "[[a]", "(?", "(?:a", "\\", "[\\", "a{99999999999}+", "(?<"})
    void brokenPatternsAreRefusedOrLeftToTheLibrary(String regex) {
        try {
            RegexCheck.check(regex);
        } catch (FormatException e) {
            // refused, which is as good
        }
    }

    @Test
    void depthAndLengthAreBounded() {
        assertThrows(FormatException.class, () -> RegexCheck.check("(".repeat(5000)));
        assertThrows(FormatException.class, () -> RegexCheck.check("[".repeat(5000)));
        assertThrows(FormatException.class, () -> RegexCheck.check("a".repeat(20_000)));
    }
}
