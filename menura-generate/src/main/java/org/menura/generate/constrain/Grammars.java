package org.menura.generate.constrain;

import java.util.List;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.constrain.gbnf.Gbnf;
import org.menura.generate.constrain.grammar.Grammar;
import org.menura.generate.constrain.grammar.GrammarContext;
import org.menura.generate.constrain.grammar.GrammarException;
import org.menura.generate.constrain.grammar.Rx;
import org.menura.generate.constrain.grammar.RxContext;
import org.menura.generate.constrain.regex.Dialect;
import org.menura.generate.constrain.regex.Regex;
import org.menura.generate.constrain.regex.TextEncoding;
import org.menura.generate.constrain.span.Spans;

/** Makes grammars of what users write: regular expressions, lists of choices, GBNF, quotes of a document. */
public final class Grammars {
    private Grammars() {}

    /**
     * Compiles a regular expression that texts must match as a whole, in Python's dialect.
     *
     * @throws GrammarException if it is wrong or beyond what is regular, with construct and position
     */
    public static Grammar regex(String pattern) {
        GrammarContext context = new GrammarContext();
        Rx rx = Regex.whole(context.rx(), pattern, Dialect.PYTHON, TextEncoding.UTF_8);
        return context.grammar(context.terminal(rx));
    }

    /**
     * Compiles a grammar in GBNF, llama.cpp's notation, that names tokens by number only.
     *
     * @throws GrammarException if the grammar is wrong, lacks a rule, or a rule begins with itself
     */
    public static Grammar gbnf(String grammar) {
        return Gbnf.compile(grammar, t -> -1);
    }

    /**
     * Compiles a grammar in GBNF, llama.cpp's notation, for the tokens of a model.
     *
     * @throws GrammarException if the grammar is wrong, lacks a rule, or a rule begins with itself
     */
    public static Grammar gbnf(String grammar, Tokenizer tokenizer) {
        return Gbnf.compile(grammar, t -> tokenizer.id(t).orElse(-1));
    }

    /**
     * Makes the grammar of some texts.
     *
     * @throws GrammarException if there is none
     */
    public static Grammar choice(List<String> texts) {
        if (texts.isEmpty()) {
            throw new GrammarException("a choice among no texts: name at least one");
        }
        GrammarContext context = new GrammarContext();
        RxContext rx = context.rx();
        return context.grammar(
                context.terminal(rx.or(texts.stream().map(rx::literal).toList())));
    }

    /**
     * Makes the grammar of the quotes of a document: texts that stand in it, word for word, and are not empty.
     *
     * @throws GrammarException if the document is empty
     */
    public static Grammar span(String document) {
        int budget = Math.max(RxContext.DEFAULT_STATES, Spans.STATES_PER_CHARACTER * document.length());
        GrammarContext context = new GrammarContext(new RxContext(budget), GrammarContext.DEFAULT_NODES);
        return context.grammar(context.terminal(Spans.of(context.rx(), document, TextEncoding.UTF_8)));
    }
}
