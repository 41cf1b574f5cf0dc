package org.menura.world.household.engine;

import java.util.Locale;

/** A receptacle of a house. */
public final class Receptacle {
    private final int index;
    private final String type;
    private final int number;
    private final String name;
    private final int location;
    private final boolean openable;
    boolean opened;

    Receptacle(int index, String type, int number, int location, boolean openable) {
        this.index = index;
        this.type = type;
        this.number = number;
        this.name = type.toLowerCase(Locale.ROOT) + " " + number;
        this.location = location;
        this.openable = openable;
    }

    Receptacle copy() {
        Receptacle copy = new Receptacle(index, type, number, location, openable);
        copy.opened = opened;
        return copy;
    }

    /** Returns its place in {@link House#receptacles}. */
    public int index() {
        return index;
    }

    /** Returns its type, such as {@code CounterTop}. */
    public String type() {
        return type;
    }

    /** Returns its number within its type, from 1. */
    public int number() {
        return number;
    }

    /** Returns its name, such as {@code countertop 1}. */
    public String name() {
        return name;
    }

    /** Returns the location from which it is reached. */
    public int location() {
        return location;
    }

    /** Returns whether it can be opened and closed. */
    public boolean openable() {
        return openable;
    }

    /** Returns whether what it holds is seen and reached: it is open, or needs no opening. */
    public boolean accessible() {
        return opened || !openable;
    }

    @Override
    public String toString() {
        return name;
    }
}
