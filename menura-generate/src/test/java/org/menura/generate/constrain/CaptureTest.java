package org.menura.generate.constrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.menura.generate.TestData;
import org.menura.generate.constrain.grammar.ByteSet;
import org.menura.generate.constrain.grammar.Grammar;
import org.menura.generate.constrain.grammar.GrammarContext;
import org.menura.generate.constrain.grammar.Node;
import org.menura.generate.constrain.grammar.Rx;
import org.menura.generate.load.ModelTokenizer;

/** A list of words that are all different: what may come depends on the words before. */
class CaptureTest {
    private static final Vocabulary VOCABULARY = new Vocabulary(
            ModelTokenizer.tokenizer(TestData.path("..").normalize().resolve("models/stories260K")));

    private final GrammarContext context = new GrammarContext();
    private final Rx word = context.rx().plus(context.rx().bytes(ByteSet.range('a', 'z')));

    private Node list(TreeSet<String> before) {
        return context.lazy(
                before,
                () -> context.capture(word, before, text -> {
                    String now = new String(text, StandardCharsets.US_ASCII);
                    if (before.contains(now)) {
                        return context.nothing();
                    }
                    TreeSet<String> all = new TreeSet<>(before);
                    all.add(now);
                    return context.choice(context.literal("."), context.sequence(context.literal(" "), list(all)));
                }));
    }

    @Test
    void noWordComesTwice() {
        Grammar g = context.grammar(list(new TreeSet<>()));
        assertTrue(g.check("a b ab ba.").accepted());
        assertFalse(g.check("a b a.").accepted());
        assertEquals("Refused[at=5]", g.check("a b a.").toString());
    }

    @Test
    void masksHoldWhatIsAllowed() {
        Grammar g = context.grammar(list(new TreeSet<>()));
        SplittableRandom random = new SplittableRandom(5);
        for (int text = 0; text < 4; text++) {
            GrammarConstraint c = new GrammarConstraint(g, VOCABULARY);
            StringBuilder written = new StringBuilder();
            for (int i = 0; i < 25 && !c.mayEnd(); i++) {
                TokenMask mask = c.allowed();
                int[] ids =
                        IntStream.range(0, VOCABULARY.size()).filter(c::allows).toArray();
                assertEquals(
                        Arrays.toString(ids),
                        Arrays.toString(IntStream.range(0, VOCABULARY.size())
                                .filter(mask::contains)
                                .toArray()));
                int id = ids[random.nextInt(ids.length)];
                c.accept(id);
                written.append(new String(VOCABULARY.bytes(id), StandardCharsets.UTF_8));
            }
            String[] words = written.toString().split("[ .]");
            Set<String> different = new HashSet<>(Arrays.asList(words).subList(0, Math.max(0, words.length - 1)));
            assertEquals(Math.max(0, words.length - 1), different.size(), written.toString());
        }
    }
}
