package org.menura.generate.constrain.structural;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.menura.generate.constrain.grammar.GrammarContext;
import org.menura.generate.constrain.grammar.Node;

/** Members in order, between separators, those that are not required perhaps left out. */
final class Members {
    private Members() {}

    static Node of(
            GrammarContext context,
            String open,
            String separator,
            String close,
            List<String> names,
            Set<String> required,
            Function<String, Node> part) {
        // from the last member on: what may follow if some came before, and if none did
        Node behindSome = context.literal(close);
        Node behindNone = behindSome;
        for (int i = names.size() - 1; i >= 0; i--) {
            Node one = part.apply(names.get(i));
            boolean must = required.contains(names.get(i));
            Node next = context.sequence(context.literal(separator), one, behindSome);
            Node first = context.sequence(one, behindSome);
            behindNone = must ? first : context.choice(first, behindNone);
            behindSome = must ? next : context.choice(next, behindSome);
        }
        return context.sequence(context.literal(open), behindNone);
    }
}
