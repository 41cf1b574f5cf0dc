package org.menura.generate.constrain.gbnf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.menura.generate.constrain.grammar.GrammarException;
import org.menura.generate.constrain.grammar.Rx;

/** Which rules of a grammar may be empty, begin with themselves, recur. */
final class GbnfRules {
    private final Map<String, GbnfNode> rules;
    private final Set<String> empty = new HashSet<>();

    GbnfRules(Map<String, GbnfNode> rules) {
        this.rules = rules;
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Map.Entry<String, GbnfNode> r : rules.entrySet()) {
                if (!empty.contains(r.getKey()) && mayBeEmpty(r.getValue())) {
                    changed = empty.add(r.getKey());
                }
            }
        }
    }

    private boolean mayBeEmpty(GbnfNode node) {
        return switch (node) {
            case GbnfNode.Text t -> t.text().isEmpty();
            case GbnfNode.Set s -> false;
            case GbnfNode.Token t -> false;
            case GbnfNode.Reference r -> empty.contains(r.rule());
            case GbnfNode.Group g -> mayBeEmpty(g.inside());
            case GbnfNode.Cat c -> c.parts().stream().allMatch(this::mayBeEmpty);
            case GbnfNode.Alt a -> a.options().stream().anyMatch(this::mayBeEmpty);
            case GbnfNode.Repeat r -> r.min() == 0 || mayBeEmpty(r.part());
        };
    }

    /**
     * Throws if a rule begins with itself, directly or through others.
     *
     * @throws GrammarException if so, naming the rules
     */
    void refuseLeftRecursion() {
        Map<String, Set<String>> begins = new HashMap<>();
        rules.forEach((name, body) -> {
            Set<String> first = new LinkedHashSet<>();
            firsts(body, first);
            begins.put(name, first);
        });
        List<String> cycle = cycle(begins);
        if (!cycle.isEmpty()) {
            throw new GrammarException(("the rule \"%s\" begins with itself (%s), which is not supported: put what it"
                            + " repeats last, or use * or +")
                    .formatted(cycle.getFirst(), String.join(" → ", cycle)));
        }
    }

    /**
     * Throws if something is repeated without end that has an empty alternative; llama.cpp, whose repetitions are rules,
     * takes that for one that begins with itself.
     *
     * @throws GrammarException if so, naming the rule
     */
    void refuseEndlessNothing() {
        rules.forEach((name, body) -> visit(body, n -> {
            if (n instanceof GbnfNode.Repeat r && r.max() == Rx.UNBOUNDED && hasEmptyAlternative(r.part())) {
                throw new GrammarException(("the rule \"%s\" repeats without end a part with an empty alternative: take"
                                + " that out of it")
                        .formatted(name));
            }
        }));
    }

    private boolean hasEmptyAlternative(GbnfNode node) {
        return switch (node) {
            case GbnfNode.Reference r -> {
                GbnfNode body = rules.get(r.rule());
                yield body != null && isWrittenEmpty(body);
            }
            case GbnfNode.Group g -> isWrittenEmpty(g.inside());
            default -> isWrittenEmpty(node);
        };
    }

    /** Whether nothing at all is written in a part, or in one of its alternatives. */
    private static boolean isWrittenEmpty(GbnfNode node) {
        return switch (node) {
            case GbnfNode.Text t -> t.text().isEmpty();
            case GbnfNode.Cat c -> c.parts().stream().allMatch(GbnfRules::isWrittenNothing);
            case GbnfNode.Alt a -> a.options().stream().anyMatch(GbnfRules::isWrittenEmpty);
            case GbnfNode.Repeat r -> r.max() == 0;
            case GbnfNode.Set s -> false;
            case GbnfNode.Token t -> false;
            case GbnfNode.Reference r -> false;
            case GbnfNode.Group g -> false;
        };
    }

    private static boolean isWrittenNothing(GbnfNode node) {
        return !(node instanceof GbnfNode.Alt) && isWrittenEmpty(node);
    }

    /** Collects the rules that a part may begin with. */
    private void firsts(GbnfNode node, Set<String> out) {
        switch (node) {
            case GbnfNode.Reference r -> out.add(r.rule());
            case GbnfNode.Group g -> firsts(g.inside(), out);
            case GbnfNode.Cat c -> {
                for (GbnfNode p : c.parts()) {
                    firsts(p, out);
                    if (!mayBeEmpty(p)) {
                        break;
                    }
                }
            }
            case GbnfNode.Alt a -> a.options().forEach(o -> firsts(o, out));
            case GbnfNode.Repeat r -> {
                if (r.max() > 0) {
                    firsts(r.part(), out);
                }
            }
            case GbnfNode.Text t -> {}
            case GbnfNode.Set s -> {}
            case GbnfNode.Token t -> {}
        }
    }

    /** Returns the rules that recur, hold tokens, or refer to such. */
    Set<String> notRegular() {
        Map<String, Set<String>> refers = new HashMap<>();
        Set<String> out = new HashSet<>();
        rules.forEach((name, body) -> {
            Set<String> all = new LinkedHashSet<>();
            visit(body, n -> {
                if (n instanceof GbnfNode.Reference r) {
                    all.add(r.rule());
                } else if (n instanceof GbnfNode.Token) {
                    out.add(name);
                }
            });
            refers.put(name, all);
        });
        List<String> cycle = cycle(refers);
        while (!cycle.isEmpty()) {
            out.addAll(cycle);
            cycle.forEach(refers::remove);
            cycle = cycle(refers);
        }
        boolean changed = true;
        while (changed) {
            changed = false;
            for (String name : rules.keySet()) {
                boolean now = refers.getOrDefault(name, Set.of()).stream().anyMatch(out::contains);
                changed |= now && out.add(name);
            }
        }
        return out;
    }

    /** Finds names that lead to each other in a circle, the first repeated at the end; empty if there are none. */
    private static List<String> cycle(Map<String, Set<String>> edges) {
        Set<String> done = new HashSet<>();
        for (String start : edges.keySet().stream().sorted().toList()) {
            List<String> path = new ArrayList<>();
            List<List<String>> left = new ArrayList<>();
            if (done.contains(start)) {
                continue;
            }
            path.add(start);
            left.add(new ArrayList<>(edges.get(start)));
            while (!path.isEmpty()) {
                List<String> next = left.getLast();
                if (next.isEmpty()) {
                    done.add(path.removeLast());
                    left.removeLast();
                    continue;
                }
                String n = next.removeFirst();
                int at = path.indexOf(n);
                if (at >= 0) {
                    List<String> circle = new ArrayList<>(path.subList(at, path.size()));
                    circle.add(n);
                    return circle;
                }
                Set<String> further = edges.get(n);
                if (further != null && !done.contains(n)) {
                    path.add(n);
                    left.add(new ArrayList<>(further));
                }
            }
        }
        return List.of();
    }

    /** Returns whether a part is regular where some rules are not. */
    static boolean isRegular(GbnfNode node, Set<String> notRegular) {
        boolean[] regular = {true};
        visit(
                node,
                n -> regular[0] &= !(n instanceof GbnfNode.Token)
                        && !(n instanceof GbnfNode.Reference r && notRegular.contains(r.rule())));
        return regular[0];
    }

    static void visit(GbnfNode node, Consumer<GbnfNode> action) {
        action.accept(node);
        switch (node) {
            case GbnfNode.Cat c -> c.parts().forEach(p -> visit(p, action));
            case GbnfNode.Alt a -> a.options().forEach(p -> visit(p, action));
            case GbnfNode.Repeat r -> visit(r.part(), action);
            case GbnfNode.Group g -> visit(g.inside(), action);
            case GbnfNode.Text t -> {}
            case GbnfNode.Set s -> {}
            case GbnfNode.Reference r -> {}
            case GbnfNode.Token t -> {}
        }
    }
}
