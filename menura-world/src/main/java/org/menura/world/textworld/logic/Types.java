package org.menura.world.textworld.logic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** A hierarchy of types. */
public final class Types {
    private final Map<String, List<String>> parents = new LinkedHashMap<>();

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

    /** Returns the names of all types in the order of their definitions. */
    public List<String> inOrder() {
        return List.copyOf(parents.keySet());
    }

    /** Returns the direct supertypes of a type. */
    public List<String> parents(String type) {
        return parents.getOrDefault(type, List.of());
    }

    /** Returns whether a type is another one or descends from it. */
    public boolean isA(String type, String ancestor) {
        return isA(type, ancestor, parents.size());
    }

    private boolean isA(String type, String ancestor, int depth) {
        return type.equals(ancestor)
                || depth > 0 && parents(type).stream().anyMatch(parent -> isA(parent, ancestor, depth - 1));
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
