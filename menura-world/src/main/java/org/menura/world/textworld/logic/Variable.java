package org.menura.world.textworld.logic;

/**
 * A thing that facts speak of.
 *
 * @param name its id, such as {@code c_0}
 * @param type such as {@code c}
 */
public record Variable(String name, String type) implements Comparable<Variable> {
    @Override
    public int compareTo(Variable other) {
        int byName = name.compareTo(other.name);
        return byName != 0 ? byName : type.compareTo(other.type);
    }
}
