package org.menura.world.textworld.logic;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A pattern of facts over placeholders. */
public record Predicate(String name, List<Placeholder> parameters) {
    public Predicate {
        parameters = List.copyOf(parameters);
    }

    /** Returns the fact under a binding of all its placeholders. */
    public Fact bind(Map<Placeholder, Variable> binding) {
        return new Fact(
                name,
                parameters.stream()
                        .map(parameter -> Objects.requireNonNull(binding.get(parameter)))
                        .toList());
    }

    Predicate substitute(Map<Placeholder, Placeholder> names) {
        return new Predicate(
                name, parameters.stream().map(p -> names.getOrDefault(p, p)).toList());
    }

    List<String> types() {
        return parameters.stream().map(Placeholder::type).toList();
    }
}
