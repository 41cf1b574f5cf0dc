package org.menura.generate.constrain.span;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.menura.generate.constrain.grammar.CodePoints;
import org.menura.generate.constrain.grammar.GrammarException;
import org.menura.generate.constrain.grammar.Rx;
import org.menura.generate.constrain.grammar.RxContext;
import org.menura.generate.constrain.regex.TextEncoding;

/** Quotes of a document as a language: all that stands in it, from any character to any other. */
public final class Spans {
    /** How many states of a context a character of a document takes at most. */
    public static final int STATES_PER_CHARACTER = 10;

    private Spans() {}

    /**
     * Returns the language of all substrings of a document that are not empty. Its states are those of the document's
     * suffix automaton, so that it is followed as fast as any other language, however often a passage is repeated.
     *
     * @throws GrammarException if the document is empty, or too long for the context's budget
     */
    public static Rx of(RxContext context, String document, TextEncoding encoding) {
        int[] text = document.codePoints()
                .map(c -> c >= 0xD800 && c < 0xE000 ? 0xFFFD : c)
                .toArray();
        if (text.length == 0) {
            throw new GrammarException("a quote of an empty document: there is none");
        }
        SuffixAutomaton automaton = new SuffixAutomaton(text);
        Map<Integer, Rx> encoded = new HashMap<>();
        Rx[] made = new Rx[automaton.size()];
        for (int state : automaton.fromTheEnd()) {
            List<Rx> options = new ArrayList<>();
            if (state != 0) {
                options.add(context.epsilon());
            }
            int[] characters = automaton.characters(state);
            int[] targets = automaton.targets(state);
            for (int i = 0; i < characters.length; i++) {
                Rx character = encoded.computeIfAbsent(characters[i], c -> encoding.encode(context, CodePoints.of(c)));
                options.add(context.concat(character, made[targets[i]]));
            }
            made[state] = context.or(options);
        }
        return made[0];
    }
}
