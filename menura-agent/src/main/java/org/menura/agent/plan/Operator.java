package org.menura.agent.plan;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An action with pre- and postconditions over facts, as in STRIPS.
 *
 * @param name of the action, as a mind reads it
 * @param tool that it calls
 * @param arguments of the call; null if a mind is to choose them, in the form of the tool's schema
 * @param needs facts that must hold before
 * @param forbids facts that must not
 * @param adds facts that hold afterwards
 * @param removes facts that no longer do
 * @param cost above 0
 */
public record Operator(
        String name,
        String tool,
        @Nullable Map<String, @Nullable Object> arguments,
        Set<String> needs,
        Set<String> forbids,
        Set<String> adds,
        Set<String> removes,
        double cost) {
    // Written out, since a compact constructor's parameters lose their null annotations in class files.
    public Operator(
            String name,
            String tool,
            @Nullable Map<String, @Nullable Object> arguments,
            Set<String> needs,
            Set<String> forbids,
            Set<String> adds,
            Set<String> removes,
            double cost) {
        if (!(cost > 0)) {
            throw new IllegalArgumentException("the cost of '%s' must be above 0".formatted(name));
        }
        this.name = name;
        this.tool = tool;
        this.arguments = arguments == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
        this.needs = Set.copyOf(needs);
        this.forbids = Set.copyOf(forbids);
        this.adds = Set.copyOf(adds);
        this.removes = Set.copyOf(removes);
        this.cost = cost;
    }

    /** Creates an action of cost 1 that calls a tool of its own name, with arguments that a mind chooses. */
    public static Operator of(String tool, Set<String> needs, Set<String> adds) {
        return new Operator(tool, tool, null, needs, Set.of(), adds, Set.of(), 1);
    }

    /** Returns a copy with the arguments of the call. */
    public Operator calling(Map<String, @Nullable Object> with) {
        return new Operator(name, tool, with, needs, forbids, adds, removes, cost);
    }

    /** Returns a copy of another name. */
    public Operator named(String other) {
        return new Operator(other, tool, arguments, needs, forbids, adds, removes, cost);
    }

    /** Returns a copy that makes facts untrue. */
    public Operator removing(Set<String> facts) {
        return new Operator(name, tool, arguments, needs, forbids, adds, facts, cost);
    }

    /** Returns a copy that can't be done where facts hold. */
    public Operator unless(Set<String> facts) {
        return new Operator(name, tool, arguments, needs, facts, adds, removes, cost);
    }

    /** Returns a copy with another cost. */
    public Operator costing(double other) {
        return new Operator(name, tool, arguments, needs, forbids, adds, removes, other);
    }

    /** Returns whether it can be done where these facts hold. */
    public boolean applicable(Set<String> facts) {
        return facts.containsAll(needs) && forbids.stream().noneMatch(facts::contains);
    }

    /** Returns the facts that hold after it. */
    public Set<String> applied(Set<String> facts) {
        Set<String> out = new HashSet<>(facts);
        out.removeAll(removes);
        out.addAll(adds);
        return new TreeSet<>(out);
    }
}
