package org.menura.world.textworld.logic;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The facts that hold in a state of a world. */
public final class Facts {
    private final Types types;
    private final Map<String, TreeSet<Fact>> byName = new HashMap<>();

    public Facts(Types types, Collection<Fact> facts) {
        this.types = types;
        facts.forEach(this::add);
    }

    private void add(Fact fact) {
        byName.computeIfAbsent(fact.name(), name -> new TreeSet<>()).add(fact);
    }

    /** Returns whether a fact holds. */
    public boolean holds(Fact fact) {
        TreeSet<Fact> named = byName.get(fact.name());
        return named != null && named.contains(fact);
    }

    /** Applies a deed; does nothing if one of its preconditions does not hold. */
    public void apply(Deed deed) {
        List<Fact> before = deed.before();
        List<Fact> after = deed.after();
        if (!before.stream().allMatch(this::holds)) {
            return;
        }
        Set<Fact> kept = new HashSet<>(after);
        after.forEach(this::add);
        for (Fact fact : before) {
            if (!kept.contains(fact)) {
                Set<Fact> named = byName.get(fact.name());
                if (named != null) {
                    named.remove(fact);
                }
            }
        }
    }

    /** Returns all facts, sorted. */
    public List<Fact> all() {
        return new TreeMap<>(byName).values().stream().flatMap(Set::stream).toList();
    }

    /** Finds all deeds that are possible now by some rules, in the order of the rules. */
    public List<Deed> possible(List<Rule> rules) {
        List<Deed> found = new ArrayList<>();
        for (Rule rule : rules) {
            Map<Placeholder, Variable> binding = new LinkedHashMap<>();
            for (Variable constant : types.constants()) {
                binding.put(new Placeholder(constant.name(), constant.type()), constant);
            }
            match(rule, 0, binding, new HashSet<>(binding.values()), found);
        }
        return found;
    }

    private void match(Rule rule, int depth, Map<Placeholder, Variable> binding, Set<Variable> used, List<Deed> found) {
        if (depth == rule.preconditions().size()) {
            free(rule, binding, used, found);
            return;
        }
        Predicate predicate = rule.preconditions().get(depth);
        TreeSet<Fact> named = byName.get(predicate.name());
        if (named == null) {
            return;
        }
        for (Fact fact : named) {
            List<Placeholder> added = bind(predicate, fact, binding, used);
            if (added != null) {
                match(rule, depth + 1, binding, used, found);
                undo(added, binding, used);
            }
        }
    }

    /** Binds a predicate to a fact; returns the placeholders that this bound first, or null if they do not fit. */
    private @Nullable List<Placeholder> bind(
            Predicate predicate, Fact fact, Map<Placeholder, Variable> binding, Set<Variable> used) {
        if (fact.arguments().size() != predicate.parameters().size()) {
            return null;
        }
        List<Placeholder> added = new ArrayList<>();
        for (int i = 0; i < predicate.parameters().size(); i++) {
            Placeholder placeholder = predicate.parameters().get(i);
            Variable variable = fact.argument(i);
            Variable bound = binding.get(placeholder);
            boolean fits = bound != null
                    ? bound.equals(variable)
                    : types.isA(variable.type(), placeholder.type()) && used.add(variable);
            if (!fits) {
                undo(added, binding, used);
                return null;
            }
            if (bound == null) {
                binding.put(placeholder, variable);
                added.add(placeholder);
            }
        }
        return added;
    }

    private static void undo(List<Placeholder> added, Map<Placeholder, Variable> binding, Set<Variable> used) {
        for (Placeholder placeholder : added) {
            used.remove(binding.remove(placeholder));
        }
    }

    /** Binds the placeholders that only the postconditions have, to anything of their type. */
    private void free(Rule rule, Map<Placeholder, Variable> binding, Set<Variable> used, List<Deed> found) {
        for (Predicate predicate : rule.postconditions()) {
            for (Placeholder placeholder : predicate.parameters()) {
                if (binding.containsKey(placeholder)) {
                    continue;
                }
                for (Variable variable : variables()) {
                    if (types.isA(variable.type(), placeholder.type()) && used.add(variable)) {
                        binding.put(placeholder, variable);
                        free(rule, binding, used, found);
                        undo(List.of(placeholder), binding, used);
                    }
                }
                return;
            }
        }
        Map<Placeholder, Variable> own = new LinkedHashMap<>();
        for (List<Predicate> side : List.of(rule.preconditions(), rule.postconditions())) {
            side.stream().flatMap(p -> p.parameters().stream()).forEach(p -> {
                Variable variable = binding.get(p);
                if (variable != null) {
                    own.put(p, variable);
                }
            });
        }
        found.add(new Deed(rule, own));
    }

    private Set<Variable> variables() {
        Set<Variable> all = new LinkedHashSet<>();
        all().forEach(fact -> all.addAll(fact.arguments()));
        return all;
    }
}
