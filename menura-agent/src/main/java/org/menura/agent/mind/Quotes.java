package org.menura.agent.mind;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.menura.generate.constrain.grammar.Grammar;
import org.menura.generate.constrain.grammar.GrammarContext;
import org.menura.generate.constrain.grammar.Rx;
import org.menura.generate.constrain.grammar.RxContext;
import org.menura.generate.constrain.regex.TextEncoding;
import org.menura.generate.constrain.span.Spans;

/** Grammars of the quotes of documents; those that were asked for last are kept. */
final class Quotes {
    private static final int KEPT = 16;

    private final Map<List<String>, Grammar> made = new LinkedHashMap<>(KEPT, 0.75f, true);

    /** Returns the grammar of the quotes of any of some documents; empty ones have none. */
    synchronized Grammar of(List<String> documents) {
        Grammar known = made.get(documents);
        if (known != null) {
            return known;
        }
        int length = 0;
        for (String document : documents) {
            length += document.length();
        }
        RxContext rx = new RxContext(Math.max(RxContext.DEFAULT_STATES, 2 * Spans.STATES_PER_CHARACTER * length));
        GrammarContext context = new GrammarContext(rx, GrammarContext.DEFAULT_NODES);
        List<Rx> all = documents.stream()
                .filter(d -> !d.isEmpty())
                .map(d -> Spans.of(rx, d, TextEncoding.UTF_8))
                .toList();
        if (all.isEmpty()) {
            throw new MindException("a quote of documents that are all empty");
        }
        Grammar grammar = context.grammar(context.terminal(rx.or(all)));
        made.put(documents, grammar);
        if (made.size() > KEPT) {
            made.remove(made.keySet().iterator().next());
        }
        return grammar;
    }
}
