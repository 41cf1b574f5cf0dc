package org.menura.world.textworld.logic;

import java.util.List;

/**
 * A rule: where its preconditions hold, it replaces them by its postconditions.
 *
 * @param name such as {@code take/c}
 */
public record Rule(String name, List<Predicate> preconditions, List<Predicate> postconditions) {
    public Rule {
        preconditions = List.copyOf(preconditions);
        postconditions = List.copyOf(postconditions);
    }
}
