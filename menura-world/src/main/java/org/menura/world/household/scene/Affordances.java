package org.menura.world.household.scene;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.menura.format.FormatException;

/**
 * What the types of things of a household can do.
 *
 * @param accepts types of objects that a type of receptacle can hold
 * @param can types of objects by what can be done with them: {@code Heatable}, {@code Coolable}, {@code Cleanable},
 *     {@code Toggleable}, {@code Sliceable}
 * @param openable types of receptacles that are closed at first
 * @param movable types of objects that can hold others
 * @param pickupable types of objects that can be taken
 * @param heatsWith type of the receptacle that heats
 * @param coolsWith type of the receptacle that cools
 * @param cleansWith type of the receptacle that cleans
 */
public record Affordances(
        Map<String, Set<String>> accepts,
        Map<String, Set<String>> can,
        Set<String> openable,
        Set<String> movable,
        Set<String> pickupable,
        String heatsWith,
        String coolsWith,
        String cleansWith) {
    public Affordances {
        accepts = Map.copyOf(accepts);
        can = Map.copyOf(can);
        openable = Set.copyOf(openable);
        movable = Set.copyOf(movable);
        pickupable = Set.copyOf(pickupable);
    }

    /** Returns whether a type of receptacle can hold a type of object. */
    public boolean holds(String receptacle, String object) {
        return accepts.getOrDefault(receptacle, Set.of()).contains(object);
    }

    /** Returns whether something, such as {@code Heatable}, can be done with a type of object. */
    public boolean can(String what, String object) {
        return can.getOrDefault(what, Set.of()).contains(object);
    }

    static Affordances read(Fields in) {
        for (String what : List.of("Heatable", "Coolable", "Cleanable", "Toggleable", "Sliceable")) {
            if (!in.sets("action_objects").containsKey(what)) {
                throw new FormatException("%s: \"action_objects\" lacks \"%s\", the types of objects of that kind"
                        .formatted(in.source(), what));
            }
        }
        return new Affordances(
                in.sets("receptacle_accepts"),
                in.sets("action_objects"),
                Set.copyOf(in.texts("openable")),
                Set.copyOf(in.texts("movable_receptacles")),
                Set.copyOf(in.texts("pickupable")),
                in.text("heats_with"),
                in.text("cools_with"),
                in.text("cleans_with"));
    }
}
