package org.menura.world.household.scene;

import java.util.ArrayList;
import java.util.List;

/**
 * A floor plan.
 *
 * @param number of the scene
 * @param room kind of room, such as {@code Kitchen}
 * @param places receptacles, in the order that numbers them within their type
 * @param objects types of objects that are found here
 * @param fixtures types of things that stay where they are
 */
public record Scene(int number, String room, List<Place> places, List<String> objects, List<String> fixtures) {
    /** Burners of a stove, whose number the floor plans don't give; recorded kitchens have four. */
    private static final int BURNERS = 4;

    private static final String BURNER = "StoveBurner";

    public Scene {
        places = List.copyOf(places);
        objects = List.copyOf(objects);
        fixtures = List.copyOf(fixtures);
    }

    /**
     * A receptacle of a scene.
     *
     * @param type such as {@code Cabinet}
     * @param openable whether it must be opened first
     * @param standing where one stands before it, equal for receptacles that are reached from one point
     * @param x of that point, in metres
     * @param z of that point, in metres
     */
    public record Place(String type, boolean openable, String standing, double x, double z) {}

    static Scene read(Fields in, Affordances affordances) {
        List<Place> places = new ArrayList<>();
        for (Fields receptacle : in.objects("receptacles")) {
            double[] stand = receptacle.point("stand", 2);
            places.add(new Place(
                    receptacle.text("type"),
                    receptacle.truth("openable"),
                    "%s %s %d".formatted(stand[0], stand[1], receptacle.number("facing")),
                    stand[0],
                    stand[1]));
        }
        for (String type : in.texts("unlocated_receptacles")) {
            for (int i = 0; i < (type.equals(BURNER) ? BURNERS : 1); i++) {
                places.add(new Place(type, affordances.openable().contains(type), type + " " + i, 0, 0));
            }
        }
        return new Scene(in.number("scene"), in.text("room"), places, in.texts("objects"), in.texts("fixtures"));
    }
}
