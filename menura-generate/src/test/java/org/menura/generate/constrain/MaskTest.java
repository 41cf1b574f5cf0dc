package org.menura.generate.constrain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.TestData;
import org.menura.generate.constrain.grammar.Grammar;
import org.menura.generate.constrain.grammar.GrammarState;
import org.menura.generate.load.LoadedModel;
import org.menura.tensor.cpu.CpuBackend;

/** Masks hold the same tokens as asking for each token alone, along random texts of many grammars. */
class MaskTest {
    private static final Tokenizer TOKENIZER = ((LoadedModel.Decoder)
                    LoadedModel.open(TestData.path("..").normalize().resolve("models/stories260K"), new CpuBackend(1)))
            .text()
            .tokenizer();

    private static final Vocabulary VOCABULARY = new Vocabulary(TOKENIZER);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[a-z]{0,9} [a-z]{3,}",
                "\"([^\"\\\\\\x00-\\x1f]|\\\\.)*\"",
                "(?:[a-z]+ ?){1,40}\\.",
                "(?!the)[a-z ]*",
                "[\u4e00-\u9fff]+|[a-z]+",
                "(a|ab|abc)*d?",
                ".{0,30}",
                "[a-z ]{40,300}\\.",
                "(?:[a-z]+ ){20,60}x",
                "(?:ab|[a-z]{2,90} |c{25}){3,50}d{9,11}",
                "(?=.{10,120}$)(?:[a-z]{1,30} )*[a-z]{3}",
                "(?:a?b?){5,40}c",
                "(?s).*the.*"
            })
    void masksHoldWhatIsAllowed(String pattern) {
        Grammar grammar = Grammars.regex(pattern);
        SplittableRandom random = new SplittableRandom(pattern.hashCode());
        for (int text = 0; text < 5; text++) {
            GrammarConstraint c = new GrammarConstraint(grammar, VOCABULARY);
            for (int i = 0; i < 30; i++) {
                TokenMask mask = c.allowed();
                for (int id = 0; id < VOCABULARY.size(); id++) {
                    assertEquals(c.allows(id), mask.contains(id), "token " + id);
                }
                int[] ids = IntStream.range(0, VOCABULARY.size())
                        .filter(mask::contains)
                        .toArray();
                assertTrue(ids.length > 0 || c.mayEnd(), "a dead end");
                if (ids.length == 0) {
                    break;
                }
                c.accept(ids[random.nextInt(ids.length)]);
            }
        }
    }

    @Test
    void placesOfALongTextThatDifferBeyondTheNextTokenAreOne() {
        Grammar grammar = Grammars.regex("\"(?:[^\"]{100,400})\"");
        byte[] quoted = ("\"" + "a".repeat(200)).getBytes(StandardCharsets.UTF_8);
        GrammarState early = grammar.start().next("\"aaa".getBytes(StandardCharsets.UTF_8));
        GrammarState late = early.next("bcdef".getBytes(StandardCharsets.UTF_8));
        assertNotSame(early, late);
        assertSame(early.within(20), late.within(20));
        GrammarState enough = grammar.start().next(quoted);
        assertNotSame(early.within(20), enough.within(20));
        assertSame(
                enough.within(20),
                enough.next("bcdef".getBytes(StandardCharsets.UTF_8)).within(20));
    }

    @Test
    void whatIsForcedIsWhatHasNoChoice() {
        GrammarConstraint c = new GrammarConstraint(Grammars.choice(List.of("forward", "forty")), VOCABULARY);
        assertArrayEquals("for".getBytes(StandardCharsets.UTF_8), c.forced());
        c.accept("forw".getBytes(StandardCharsets.UTF_8));
        assertArrayEquals("ard".getBytes(StandardCharsets.UTF_8), c.forced());
        GrammarConstraint fork = c.copy();
        fork.accept("ard".getBytes(StandardCharsets.UTF_8));
        assertTrue(fork.mayEnd());
        assertEquals(0, fork.allowed().size());
        assertArrayEquals("ard".getBytes(StandardCharsets.UTF_8), c.forced());
    }
}
