package org.menura.world.textworld.logic;

import java.util.List;

/**
 * A proposition about things, such as {@code in(k_0, c_1)}.
 *
 * @param name of the predicate
 * @param arguments in order
 */
public record Fact(String name, List<Variable> arguments) implements Comparable<Fact> {
    public Fact {
        arguments = List.copyOf(arguments);
    }

    /** Returns the argument at an index. */
    public Variable argument(int index) {
        return arguments.get(index);
    }

    @Override
    public int compareTo(Fact other) {
        int order = name.compareTo(other.name);
        for (int i = 0; order == 0 && i < Math.min(arguments.size(), other.arguments.size()); i++) {
            order = arguments.get(i).compareTo(other.arguments.get(i));
        }
        return order != 0 ? order : Integer.compare(arguments.size(), other.arguments.size());
    }

    @Override
    public String toString() {
        return name + arguments.stream().map(Variable::name).toList();
    }
}
