package org.menura.generate.constrain.gbnf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.menura.generate.constrain.grammar.Grammar;
import org.menura.generate.constrain.grammar.GrammarContext;
import org.menura.generate.constrain.grammar.GrammarException;
import org.menura.generate.constrain.grammar.Node;
import org.menura.generate.constrain.grammar.Rx;
import org.menura.generate.constrain.grammar.RxContext;

/**
 * Compiles grammars in GBNF: rules that don't recur become regular languages, the others nodes that are expanded as
 * texts reach them.
 */
public final class Gbnf {
    private static final String ROOT = "root";

    private final String text;
    private final Map<String, GbnfNode> rules;
    private final GrammarContext context;
    private final RxContext rx;
    private final Set<String> recurring;
    private final Map<String, Rx> regular = new HashMap<>();

    private Gbnf(String text, ToIntFunction<String> tokens, GrammarContext context) {
        this.text = text;
        this.context = context;
        this.rx = context.rx();
        this.rules = GbnfParser.parse(text, tokens);
        checkRules();
        GbnfRules analysis = new GbnfRules(rules);
        analysis.refuseLeftRecursion();
        analysis.refuseEndlessNothing();
        this.recurring = analysis.notRegular();
    }

    /**
     * Compiles a grammar whose rule {@code root} is the whole text.
     *
     * @param tokens finds the id of a token by its text, −1 if there is none
     * @throws GrammarException if the grammar is wrong, lacks a rule, or a rule begins with itself
     */
    public static Grammar compile(String text, ToIntFunction<String> tokens) {
        GrammarContext context = new GrammarContext();
        return context.grammar(node(context, text, tokens));
    }

    /**
     * Compiles a grammar as a part of another.
     *
     * @param tokens finds the id of a token by its text, −1 if there is none
     * @throws GrammarException if the grammar is wrong, lacks a rule, or a rule begins with itself
     */
    public static Node node(GrammarContext context, String text, ToIntFunction<String> tokens) {
        Gbnf g = new Gbnf(text, tokens, context);
        return g.rule(ROOT);
    }

    private void checkRules() {
        if (rules.isEmpty()) {
            throw new GrammarException("the grammar is empty: it needs a rule, as in root ::= \"yes\" | \"no\"");
        }
        if (!rules.containsKey(ROOT)) {
            throw new GrammarException("the grammar has no rule \"root\", which says what the whole text is");
        }
        rules.forEach((name, body) -> GbnfRules.visit(body, n -> {
            if (n instanceof GbnfNode.Reference r && !rules.containsKey(r.rule())) {
                throw new GrammarException("grammar, %s: the rule \"%s\" is not defined"
                        .formatted(GbnfParser.place(text, r.at()), r.rule()));
            }
        }));
    }

    private Node rule(String name) {
        return recurring.contains(name)
                ? context.lazy(new RuleKey(rules, name), () -> node(body(name)))
                : context.terminal(language(name));
    }

    /** A rule of this grammar: rules are the same where the texts of their grammars were read together. */
    private record RuleKey(Map<String, GbnfNode> rules, String name) {
        @Override
        public boolean equals(Object o) {
            return o instanceof RuleKey k && k.rules == rules && k.name.equals(name);
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(rules) * 31 + name.hashCode();
        }

        @Override
        public String toString() {
            return "rule \"" + name + "\"";
        }
    }

    private GbnfNode body(String name) {
        GbnfNode body = rules.get(name);
        if (body == null) {
            throw new GrammarException("the rule \"%s\" is not defined".formatted(name));
        }
        return body;
    }

    private Rx language(String name) {
        Rx known = regular.get(name);
        if (known == null) {
            known = language(body(name));
            regular.put(name, known);
        }
        return known;
    }

    private boolean isRegular(GbnfNode node) {
        return GbnfRules.isRegular(node, recurring);
    }

    private Rx language(GbnfNode node) {
        return switch (node) {
            case GbnfNode.Text t -> rx.literal(t.text());
            case GbnfNode.Set s -> rx.codePoints(s.set());
            case GbnfNode.Reference r -> language(r.rule());
            case GbnfNode.Group g -> language(g.inside());
            case GbnfNode.Cat c ->
                rx.concat(c.parts().stream().map(this::language).toList());
            case GbnfNode.Alt a ->
                rx.or(a.options().stream().map(this::language).toList());
            case GbnfNode.Repeat r -> rx.repeat(language(r.part()), r.min(), r.max());
            case GbnfNode.Token t -> throw new IllegalStateException("a token is not regular");
        };
    }

    private Node node(GbnfNode node) {
        if (isRegular(node)) {
            return context.terminal(language(node));
        }
        return switch (node) {
            case GbnfNode.Reference r -> rule(r.rule());
            case GbnfNode.Group g -> node(g.inside());
            case GbnfNode.Cat c -> sequence(c.parts());
            case GbnfNode.Alt a ->
                context.choice(a.options().stream().map(this::node).toList());
            case GbnfNode.Repeat r -> context.repeat(node(r.part()), r.min(), r.max());
            case GbnfNode.Token t -> t.other() ? context.otherToken(t.id()) : context.special(t.id());
            case GbnfNode.Text t -> context.literal(t.text());
            case GbnfNode.Set s -> context.terminal(rx.codePoints(s.set()));
        };
    }

    /** Neighbours that are regular become one language. */
    private Node sequence(List<GbnfNode> parts) {
        List<Node> out = new ArrayList<>();
        List<Rx> open = new ArrayList<>();
        for (GbnfNode p : parts) {
            if (isRegular(p)) {
                open.add(language(p));
            } else {
                out.add(context.terminal(rx.concat(open)));
                open.clear();
                out.add(node(p));
            }
        }
        out.add(context.terminal(rx.concat(open)));
        return context.sequence(out);
    }
}
