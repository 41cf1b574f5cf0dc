package org.menura.world.textworld.logic;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A rule with a thing for each of its placeholders: an action that is possible in some state. */
public record Deed(Rule rule, Map<Placeholder, Variable> binding) {
    public Deed {
        binding = Collections.unmodifiableMap(new LinkedHashMap<>(binding));
    }

    List<Fact> before() {
        return rule.preconditions().stream().map(p -> p.bind(binding)).toList();
    }

    List<Fact> after() {
        return rule.postconditions().stream().map(p -> p.bind(binding)).toList();
    }
}
