package org.menura.world.household.engine;

import org.jspecify.annotations.Nullable;

/**
 * An action of the agent.
 *
 * @param item the object that it is about, or null
 * @param receptacle the receptacle that it is about, or null
 * @param tool the object that it is done with, or null
 */
public record Action(
        Verb verb,
        @Nullable Item item,
        @Nullable Receptacle receptacle,
        @Nullable Item tool) {
    /** What is done. */
    public enum Verb {
        /** Looks around. */
        LOOK,
        /** Lists what is carried. */
        INVENTORY,
        /** Lists the commands. */
        HELP,
        /** Looks at an object or a receptacle. */
        EXAMINE,
        /** Goes to a receptacle. */
        GO,
        /** Opens a receptacle. */
        OPEN,
        /** Closes a receptacle. */
        CLOSE,
        /** Takes an object from a receptacle. */
        TAKE,
        /** Puts the object carried into or onto a receptacle. */
        PUT,
        /** Cleans the object carried. */
        CLEAN,
        /** Heats the object carried. */
        HEAT,
        /** Cools the object carried. */
        COOL,
        /** Switches an object. */
        USE,
        /** Slices an object with the knife carried. */
        SLICE;

        /** Returns whether it changes nothing. */
        public boolean idle() {
            return this == LOOK || this == INVENTORY || this == HELP || this == EXAMINE;
        }
    }

    /** Creates an action on nothing. */
    public static Action of(Verb verb) {
        return new Action(verb, null, null, null);
    }

    /** Creates an action on a receptacle. */
    public static Action of(Verb verb, Receptacle receptacle) {
        return new Action(verb, null, receptacle, null);
    }

    /** Creates an action on an object and a receptacle. */
    public static Action of(Verb verb, Item item, @Nullable Receptacle receptacle) {
        return new Action(verb, item, receptacle, null);
    }

    /** Returns the object.
     *
     * @throws IllegalStateException if the action is about none
     */
    public Item object() {
        if (item == null) {
            throw new IllegalStateException("%s is about no object".formatted(verb));
        }
        return item;
    }

    /** Returns the receptacle.
     *
     * @throws IllegalStateException if the action is about none
     */
    public Receptacle where() {
        if (receptacle == null) {
            throw new IllegalStateException("%s is about no receptacle".formatted(verb));
        }
        return receptacle;
    }

    /** Returns the tool.
     *
     * @throws IllegalStateException if the action needs none
     */
    public Item with() {
        if (tool == null) {
            throw new IllegalStateException("%s needs no tool".formatted(verb));
        }
        return tool;
    }
}
