package org.menura.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.menura.format.FormatException;
import org.menura.generate.constrain.grammar.Grammar;
import org.menura.generate.constrain.grammar.GrammarContext;
import org.menura.generate.constrain.grammar.RxContext;
import org.menura.generate.constrain.grammar.Verdict;
import org.menura.generate.constrain.regex.Dialect;
import org.menura.generate.constrain.regex.Regex;
import org.menura.generate.constrain.regex.TextEncoding;

/** Regular expressions, compiled within a small budget; texts that are drawn from them are accepted. */
public final class RegexFuzz {
    private static final int STATES = 5_000;
    private static final int NODES = 1_000;

    private RegexFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        String pattern = new String(input, 1, input.length - 1, StandardCharsets.UTF_8);
        Dialect dialect = (input[0] & 1) == 0 ? Dialect.PYTHON : Dialect.ECMA;
        try {
            GrammarContext context = new GrammarContext(new RxContext(STATES), NODES);
            Grammar grammar = context.grammar(context.terminal(
                    (input[0] & 2) == 0
                            ? Regex.whole(context.rx(), pattern, dialect, TextEncoding.UTF_8)
                            : Regex.search(context.rx(), pattern, dialect, TextEncoding.UTF_8)));
            hold(grammar);
        } catch (FormatException expected) {
            FuzzInputs.check(expected);
        }
    }

    /** Holds a grammar to its own random texts. */
    static void hold(Grammar grammar) {
        if (grammar.start().isDead()) {
            return;
        }
        byte[] text = grammar.draw(1);
        if (!(grammar.check(text) instanceof Verdict.Accepted)) {
            throw new AssertionError("a text that was drawn is not accepted");
        }
        if (text.length > 0
                && grammar.start().next(Arrays.copyOf(text, text.length / 2)).isDead()) {
            throw new AssertionError("the beginning of a text is refused");
        }
    }
}
