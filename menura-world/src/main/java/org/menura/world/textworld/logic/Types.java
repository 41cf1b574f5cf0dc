package org.menura.world.textworld.logic;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** A hierarchy of types. */
public final class Types {
    private final Map<String, List<String>> parents = new LinkedHashMap<>();
    private final Map<String, Set<String>> ancestors = new ConcurrentHashMap<>();

    void add(String type, List<String> supertypes) {
        parents.put(type, List.copyOf(supertypes));
    }

    boolean has(String type) {
        return parents.containsKey(type);
    }

    /** Returns the names of all types, sorted. */
    public SortedSet<String> names() {
        return new TreeSet<>(parents.keySet());
    }

    /** Returns the direct supertypes of a type. */
    public List<String> parents(String type) {
        return parents.getOrDefault(type, List.of());
    }

    /** Returns whether a type is another one or descends from it. */
    public boolean isA(String type, String ancestor) {
        return type.equals(ancestor) || ancestors(type).contains(ancestor);
    }

    private Set<String> ancestors(String type) {
        Set<String> known = ancestors.get(type);
        if (known == null) {
            known = new LinkedHashSet<>();
            Deque<String> open = new ArrayDeque<>(parents(type));
            while (!open.isEmpty()) {
                String parent = open.removeFirst();
                if (known.add(parent)) {
                    open.addAll(parents(parent));
                }
            }
            ancestors.put(type, known);
        }
        return known;
    }

    boolean areA(List<String> types, List<String> ancestors) {
        if (types.size() != ancestors.size()) {
            return false;
        }
        for (int i = 0; i < types.size(); i++) {
            if (!isA(types.get(i), ancestors.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Returns the types whose names begin with a capital: each has one thing, of its own name. */
    public List<Variable> constants() {
        List<Variable> constants = new ArrayList<>();
        for (String type : names()) {
            if (Character.toUpperCase(type.charAt(0)) == type.charAt(0)) {
                constants.add(new Variable(type, type));
            }
        }
        return constants;
    }
}
