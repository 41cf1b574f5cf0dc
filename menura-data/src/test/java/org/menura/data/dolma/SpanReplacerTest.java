package org.menura.data.dolma;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.menura.data.dolma.SpanReplacer.Replacement;

class SpanReplacerTest {
    private static String replaced(String text, Object... spans) {
        List<Replacement> all = new ArrayList<>();
        for (int i = 0; i < spans.length; i += 3) {
            all.add(new Replacement((int) spans[i], (int) spans[i + 1], (String) spans[i + 2]));
        }
        return SpanReplacer.replace(text, all);
    }

    @Test
    void spansCountCodePoints() {
        assertEquals("a 😀 <b> c", replaced("a 😀 b c", 4, 5, "<{}>"));
        assertEquals("[😀]b", replaced("😀b", 0, 1, "[{}]"));
        assertEquals("[😀b]", replaced("😀b", 0, 2, "[{}]"));
    }

    @Test
    void spansMayTouchAndOverlap() {
        assertEquals("xyef", replaced("abcdef", 0, 2, "x", 2, 4, "y"));
        assertEquals("a-f", replaced("abcdef", 1, 5, "-", 2, 3, "lost"));
        assertEquals("af", replaced("abcdef", 1, 5, ""));
        assertEquals("yb", replaced("ab", 0, 1, "y"));
    }
}
