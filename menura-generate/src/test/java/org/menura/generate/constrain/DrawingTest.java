package org.menura.generate.constrain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.generate.constrain.grammar.ByteSet;
import org.menura.generate.constrain.grammar.Grammar;
import org.menura.generate.constrain.grammar.GrammarContext;
import org.menura.generate.constrain.grammar.GrammarException;
import org.menura.generate.constrain.grammar.Node;
import org.menura.generate.constrain.grammar.Rx;

class DrawingTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "root ::= \"[\" (root (\",\" root)*)? \"]\" | [0-9]+",
                "root ::= \"(\" root \")\" root | \"\"",
                "root ::= [a-z]{3,5} \"-\" [^a]{2}",
                "root ::= a | b\na ::= \"x\" root \"y\"\nb ::= \"x\" b | \"z\""
            })
    void drawnTextsAreAccepted(String grammar) {
        Grammar g = Grammars.gbnf(grammar);
        Set<String> texts = new HashSet<>();
        for (int seed = 0; seed < 200; seed++) {
            byte[] text = g.draw(seed);
            assertTrue(g.check(text).accepted(), () -> new String(text, StandardCharsets.UTF_8));
            texts.add(new String(text, StandardCharsets.UTF_8));
            assertArrayEquals(text, g.draw(seed));
        }
        assertTrue(texts.size() > 5, texts.toString());
    }

    @Test
    void whatFollowsMayDependOnWhatWasWritten() {
        GrammarContext context = new GrammarContext();
        Rx word = context.rx().plus(context.rx().bytes(ByteSet.range('a', 'c')));
        Node same = context.capture(word, "again", text -> context.terminal(
                context.rx().concat(context.rx().literal("-"), context.rx().literal(text))));
        Grammar g = context.grammar(same);
        assertTrue(g.check("abc-abc").accepted());
        assertTrue(!g.check("abc-abb").accepted());
        for (int seed = 0; seed < 50; seed++) {
            assertTrue(g.check(g.draw(seed)).accepted());
        }
    }

    @Test
    void whatNeverEndsHasNoText() {
        GrammarException e = assertThrows(
                GrammarException.class, () -> Grammars.gbnf("root ::= \"a\" root").draw(1));
        assertTrue(e.getMessage().contains("no text"), e.getMessage());
        assertTrue(Grammars.gbnf("root ::= \"a\" root").start().isDead());
    }
}
