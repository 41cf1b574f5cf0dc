package org.menura.world.household.engine;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An object of a house. */
public final class Item {
    private final int index;
    private final String type;
    private final int number;
    private final String name;
    /** Index of the receptacle that holds it; -1 while the agent does. */
    int place;

    /** Indices of the receptacles that it was taken from and not put into again. */
    Set<Integer> left = Set.of();

    boolean clean;
    boolean hot;
    boolean cool;
    boolean sliced;
    boolean toggled;

    Item(int index, String type, int number, int place) {
        this.index = index;
        this.type = type;
        this.number = number;
        this.name = type.toLowerCase(Locale.ROOT) + " " + number;
        this.place = place;
    }

    Item copy() {
        Item copy = new Item(index, type, number, place);
        copy.left = left;
        copy.clean = clean;
        copy.hot = hot;
        copy.cool = cool;
        copy.sliced = sliced;
        copy.toggled = toggled;
        return copy;
    }

    void take() {
        Set<Integer> more = new HashSet<>(left);
        more.add(place);
        left = Set.copyOf(more);
        place = -1;
    }

    void put(int receptacle) {
        if (left.contains(receptacle)) {
            Set<Integer> fewer = new HashSet<>(left);
            fewer.remove(receptacle);
            left = Set.copyOf(fewer);
        }
        place = receptacle;
    }

    /** Returns its place in {@link House#items}. */
    public int index() {
        return index;
    }

    /** Returns its type, such as {@code SoapBar}. */
    public String type() {
        return type;
    }

    /** Returns its number within its type, from 1. */
    public int number() {
        return number;
    }

    /** Returns its name, such as {@code soapbar 1}. */
    public String name() {
        return name;
    }

    /** Returns whether it has been cleaned. */
    public boolean clean() {
        return clean;
    }

    /** Returns whether it is hot. */
    public boolean hot() {
        return hot;
    }

    /** Returns whether it is cool. */
    public boolean cool() {
        return cool;
    }

    /** Returns whether it has been sliced. */
    public boolean sliced() {
        return sliced;
    }

    /** Returns whether it has been used: a lamp is on. */
    public boolean toggled() {
        return toggled;
    }

    /** Returns whether it is in a receptacle. */
    public boolean isIn(@Nullable Receptacle receptacle) {
        return receptacle != null && place == receptacle.index();
    }

    @Override
    public String toString() {
        return name;
    }
}
