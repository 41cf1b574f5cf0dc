package org.menura.world.household.pddl;

import java.util.List;

/** A state in which a formula holds or not. */
public interface Model {
    /** Returns all things of a type; none of a type that it doesn't know. */
    List<?> things(String type);

    /**
     * Returns whether a predicate holds of some things.
     *
     * @param arguments things, or the names of constants
     */
    boolean holds(String predicate, List<Object> arguments);
}
