package org.menura.generate.constrain.json;

import java.util.HashSet;
import java.util.Set;

/** A set of names that is not changed; one with a name more is another. Compared by value. */
final class Names {
    static final Names NONE = new Names(Set.of());

    private final Set<String> names;
    private final int hash;

    private Names(Set<String> names) {
        this.names = names;
        this.hash = names.hashCode();
    }

    Names with(String name) {
        if (names.contains(name)) {
            return this;
        }
        Set<String> more = new HashSet<>(names);
        more.add(name);
        return new Names(more);
    }

    /** The names that are also in another set. */
    Names and(Set<String> others) {
        Set<String> both = new HashSet<>();
        for (String n : names) {
            if (others.contains(n)) {
                both.add(n);
            }
        }
        return both.size() == names.size() ? this : new Names(both);
    }

    boolean has(String name) {
        return names.contains(name);
    }

    boolean isEmpty() {
        return names.isEmpty();
    }

    Set<String> all() {
        return names;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Names n && hash == n.hash && names.equals(n.names);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
