package org.menura.world.household.pddl;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** A formula of PDDL's goal language ({@code :adl}): predicates, junctors, equality and quantifiers. */
public sealed interface Formula {
    /** A variable with its type. */
    record Variable(String name, String type) {}

    /** A predicate over variables (names with a question mark) and constants. */
    record Atom(String predicate, List<String> arguments) implements Formula {
        public Atom {
            arguments = List.copyOf(arguments);
        }
    }

    /** Equality of two terms. */
    record Equal(String left, String right) implements Formula {}

    /** All parts hold. */
    record And(List<Formula> parts) implements Formula {
        public And {
            parts = List.copyOf(parts);
        }
    }

    /** At least one part holds. */
    record Or(List<Formula> parts) implements Formula {
        public Or {
            parts = List.copyOf(parts);
        }
    }

    /** The part doesn't hold. */
    record Not(Formula part) implements Formula {}

    /** The body holds for some things. */
    record Exists(List<Variable> variables, Formula body) implements Formula {
        public Exists {
            variables = List.copyOf(variables);
        }
    }

    /** The body holds for all things. */
    record ForAll(List<Variable> variables, Formula body) implements Formula {
        public ForAll {
            variables = List.copyOf(variables);
        }
    }

    /**
     * Returns whether the formula holds in a model.
     *
     * @throws IllegalArgumentException if it has a free variable
     */
    default boolean holds(Model model) {
        return holds(model, new HashMap<>());
    }

    private boolean holds(Model model, Map<String, Object> bound) {
        return switch (this) {
            case Atom(var predicate, var arguments) -> {
                List<Object> values = new ArrayList<>(arguments.size());
                arguments.forEach(a -> values.add(value(a, bound)));
                yield model.holds(predicate, values);
            }
            case Equal(var left, var right) -> value(left, bound).equals(value(right, bound));
            case And(var parts) -> {
                for (Formula part : parts) {
                    if (!part.holds(model, bound)) {
                        yield false;
                    }
                }
                yield true;
            }
            case Or(var parts) -> {
                for (Formula part : parts) {
                    if (part.holds(model, bound)) {
                        yield true;
                    }
                }
                yield false;
            }
            case Not(var part) -> !part.holds(model, bound);
            case Exists(var variables, var body) -> some(variables, 0, body, true, model, bound);
            case ForAll(var variables, var body) -> !some(variables, 0, body, false, model, bound);
        };
    }

    /** Returns whether some values of the variables from one on give the body the truth that is looked for. */
    private static boolean some(
            List<Variable> variables, int at, Formula body, boolean truth, Model model, Map<String, Object> bound) {
        if (at == variables.size()) {
            return body.holds(model, bound) == truth;
        }
        Variable variable = variables.get(at);
        Object outer = bound.get(variable.name());
        boolean found = false;
        for (Object thing : model.things(variable.type())) {
            bound.put(variable.name(), thing);
            if (some(variables, at + 1, body, truth, model, bound)) {
                found = true;
                break;
            }
        }
        if (outer == null) {
            bound.remove(variable.name());
        } else {
            bound.put(variable.name(), outer);
        }
        return found;
    }

    private static Object value(String term, Map<String, Object> bound) {
        if (!term.startsWith("?")) {
            return term;
        }
        Object value = bound.get(term);
        if (value == null) {
            throw new IllegalArgumentException("the variable %s of the goal is not quantified".formatted(term));
        }
        return value;
    }

    /**
     * Returns an equal formula that is decided in fewer steps: of several variables of {@code exists}, the conditions on
     * the first are tried before the next is bound.
     */
    default Formula narrowed() {
        return switch (this) {
            case Atom _, Equal _ -> this;
            case And(var parts) -> new And(parts.stream().map(Formula::narrowed).toList());
            case Or(var parts) -> new Or(parts.stream().map(Formula::narrowed).toList());
            case Not(var part) -> new Not(part.narrowed());
            case ForAll(var variables, var body) -> new ForAll(variables, body.narrowed());
            case Exists(var variables, var body) -> narrowed(variables, body.narrowed());
        };
    }

    private static Formula narrowed(List<Variable> variables, Formula body) {
        if (variables.size() < 2) {
            return new Exists(variables, body);
        }
        List<Variable> rest = variables.subList(1, variables.size());
        Set<String> later = with(Set.of(), rest);
        List<Formula> early = new ArrayList<>();
        List<Formula> late = new ArrayList<>();
        for (Formula part : body instanceof And(var parts) ? parts : List.of(body)) {
            (Collections.disjoint(part.free(), later) ? early : late).add(part);
        }
        early.add(narrowed(rest, new And(late)));
        return new Exists(variables.subList(0, 1), new And(early));
    }

    /** Returns the variables that no quantifier binds. */
    default Set<String> free() {
        Set<String> free = new HashSet<>();
        free(Set.of(), free);
        return free;
    }

    private void free(Set<String> bound, Set<String> to) {
        switch (this) {
            case Atom(var _, var arguments) -> arguments.forEach(a -> term(a, bound, to));
            case Equal(var left, var right) -> {
                term(left, bound, to);
                term(right, bound, to);
            }
            case And(var parts) -> parts.forEach(p -> p.free(bound, to));
            case Or(var parts) -> parts.forEach(p -> p.free(bound, to));
            case Not(var part) -> part.free(bound, to);
            case Exists(var variables, var body) -> body.free(with(bound, variables), to);
            case ForAll(var variables, var body) -> body.free(with(bound, variables), to);
        }
    }

    private static void term(String term, Set<String> bound, Set<String> to) {
        if (term.startsWith("?") && !bound.contains(term)) {
            to.add(term);
        }
    }

    private static Set<String> with(Set<String> bound, List<Variable> variables) {
        Set<String> all = new HashSet<>(bound);
        variables.forEach(v -> all.add(Objects.requireNonNull(v.name())));
        return all;
    }
}
