package org.menura.fuzz;

import java.nio.charset.StandardCharsets;
import org.menura.format.FormatException;
import org.menura.generate.constrain.gbnf.Gbnf;
import org.menura.generate.constrain.grammar.GrammarContext;
import org.menura.generate.constrain.grammar.RxContext;

/** Grammars in GBNF, compiled within a small budget; texts that are drawn from them are accepted. */
public final class GbnfFuzz {
    private static final int STATES = 5_000;
    private static final int NODES = 5_000;

    private GbnfFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        try {
            GrammarContext context = new GrammarContext(new RxContext(STATES), NODES);
            RegexFuzz.hold(context.grammar(Gbnf.node(context, new String(input, StandardCharsets.UTF_8), t -> -1)));
        } catch (FormatException expected) {
            FuzzInputs.check(expected);
        }
    }
}
