package org.menura.generate.constrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.menura.generate.constrain.grammar.Grammar;
import org.menura.generate.constrain.grammar.GrammarException;

@Tag("slow")
class SpansTest {
    @Test
    void allThatStandsInADocumentAndNothingElse() {
        SplittableRandom random = new SplittableRandom(3);
        String letters = "abé😀 ";
        for (int round = 0; round < 60; round++) {
            String document = text(random, letters, 1 + random.nextInt(40));
            Grammar g = Grammars.span(document);
            for (int i = 0; i < 200; i++) {
                String quote = text(random, letters, 1 + random.nextInt(6));
                assertEquals(document.contains(quote), g.check(quote).accepted(), document + " / " + quote);
            }
            assertTrue(g.check(document).accepted());
            assertTrue(document.contains(new String(g.draw(round), StandardCharsets.UTF_8)));
        }
    }

    @Test
    void aLongDocumentIsReadInTimeProportionalToItsLength() {
        SplittableRandom random = new SplittableRandom(4);
        String document = text(random, "abcdefghij ", 60_000) + "the end";
        Grammar g = Grammars.span(document);
        assertTrue(g.check(document.substring(500, 5_000)).accepted());
        assertTrue(g.check("the end").accepted());
        assertEquals(document.contains("abcabcabc"), g.check("abcabcabc").accepted());
    }

    @Test
    void anEmptyDocumentHasNoQuote() {
        assertThrows(GrammarException.class, () -> Grammars.span(""));
    }

    private static String text(SplittableRandom random, String letters, int length) {
        int[] all = letters.codePoints().toArray();
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < length; i++) {
            out.appendCodePoint(all[random.nextInt(all.length)]);
        }
        return out.toString();
    }
}
