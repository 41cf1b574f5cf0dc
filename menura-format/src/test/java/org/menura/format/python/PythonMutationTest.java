package org.menura.format.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.menura.format.FormatException;

/** Damaged expressions and literals are refused in a sentence or read; nothing else happens. */
class PythonMutationTest {
    private static final List<String> PATTERNS = List.of(
            "(?i)(?P<a>x|y{2,3}?)[^\\W\\d_]+(?P=a)(?<=ab)\\b$",
            "#### (\\-?[0-9\\.\\,]+)",
            "(?x) a # b\n (?s:.)*+ \\u0041 \\N{BULLET} [a-z&&[^b]]\\1");
    private static final List<String> LITERALS = List.of(
            "{'a': [1, -2.5e3, (True, None)], \"b\": 'it''s \\x41\\u00e9'}",
            "['A', \"B's\", r'\\d', 0x1F, 1_000]  # c");
    private static final String BITS = "()[]{}?*+|\\^$.,:-<>=!'\"#abPxuN019 \n\t😀é";

    private static String mutated(String text, PythonRandom random) {
        StringBuilder out = new StringBuilder(text);
        for (int n = (int) random.randint(1, 4); n > 0; n--) {
            int at = (int) random.randbelow(out.length());
            int bit = (int) random.randbelow(BITS.length());
            switch ((int) random.randbelow(3)) {
                case 0 -> out.setCharAt(at, BITS.charAt(bit));
                case 1 -> out.insert(at, BITS.charAt(bit));
                default -> out.deleteCharAt(at);
            }
        }
        return out.toString();
    }

    @Test
    void expressions() {
        PythonRandom random = new PythonRandom(1);
        int refused = 0;
        for (int i = 0; i < 6000; i++) {
            String pattern = mutated(random.choice(PATTERNS), random);
            try {
                PythonRegex.compile(pattern).findAll("xx ab a1é 12,3");
            } catch (FormatException e) {
                refused++;
                assertTrue(String.valueOf(e.getMessage()).length() > 20, pattern);
            }
        }
        assertTrue(refused > 500 && refused < 5500, refused + " refused");
    }

    @Test
    void literals() {
        PythonRandom random = new PythonRandom(2);
        int refused = 0;
        for (int i = 0; i < 6000; i++) {
            String text = mutated(random.choice(LITERALS), random);
            try {
                Object value = Python.literalEval(text);
                assertEquals(Python.repr(value), Python.repr(Python.literalEval(Python.repr(value))), text);
            } catch (FormatException e) {
                refused++;
            }
        }
        assertTrue(refused > 500 && refused < 5900, refused + " refused");
    }
}
