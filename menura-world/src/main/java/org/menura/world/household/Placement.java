package org.menura.world.household;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Rng;
import org.menura.world.household.engine.House;
import org.menura.world.household.engine.Receptacle;
import org.menura.world.household.scene.Affordances;
import org.menura.world.household.scene.Scene;

/**
 * Places objects in a scene: for each object a type of receptacle that accepts it, each as likely, then one of that
 * type. The floor plans don't say where objects are at the beginning.
 */
final class Placement {
    /** Chances of one, two and three objects of a type, in percent. */
    private static final int[] COUNTS = {50, 35, 15};

    /** Types on which lamps stand; the affordances say nothing of them. */
    private static final Set<String> SURFACES =
            Set.of("CoffeeTable", "CounterTop", "Desk", "DiningTable", "Dresser", "Shelf", "SideTable", "TVStand");

    /** Stands in no receptacle, and the domain switches only what is in one. */
    private static final String FLOOR_LAMP = "FloorLamp";

    private Placement() {}

    /** Returns whether an object of a type may be found in a receptacle. */
    static boolean mayHold(Affordances affordances, String receptacle, String object) {
        return affordances.can("Toggleable", object)
                ? SURFACES.contains(receptacle)
                : affordances.holds(receptacle, object);
    }

    /** Returns the types of the lamps of a scene that can be used. */
    static List<String> lamps(Scene scene, Affordances affordances) {
        boolean surface = scene.places().stream().anyMatch(p -> SURFACES.contains(p.type()));
        return scene.fixtures().stream()
                .filter(f -> surface && affordances.can("Toggleable", f) && !f.equals(FLOOR_LAMP))
                .toList();
    }

    /**
     * Returns a house with all objects of a scene.
     *
     * @param wanted type of the objects of the goal
     * @param least how many of them there must be
     * @param avoided type of the receptacle in which none of them is at the beginning, or null
     */
    static House place(
            Scene scene, Affordances affordances, String wanted, int least, @Nullable String avoided, Rng rng) {
        House.Builder builder = new House.Builder(affordances);
        Map<String, Integer> numbers = new TreeMap<>();
        for (Scene.Place place : scene.places()) {
            int number = numbers.merge(place.type(), 1, Integer::sum);
            builder.receptacle(place.type(), number, place.standing(), place.openable());
        }
        Map<String, List<Receptacle>> byType = new TreeMap<>();
        for (Receptacle receptacle : builder.receptacles()) {
            byType.computeIfAbsent(receptacle.type(), _ -> new ArrayList<>()).add(receptacle);
        }
        Set<String> types = new LinkedHashSet<>(scene.objects());
        types.addAll(lamps(scene, affordances));
        for (String type : types) {
            boolean lamp = affordances.can("Toggleable", type);
            int count = lamp ? 1 : count(rng);
            if (type.equals(wanted)) {
                count = Math.max(count, least);
            }
            List<String> fit = byType.keySet().stream()
                    .filter(r -> mayHold(affordances, r, type))
                    .filter(r -> !type.equals(wanted) || !r.equals(avoided))
                    .toList();
            for (int i = 1; i <= count && !fit.isEmpty(); i++) {
                List<Receptacle> of = byType.getOrDefault(fit.get(rng.nextInt(fit.size())), List.of());
                builder.item(type, i, of.get(rng.nextInt(of.size())));
            }
        }
        return builder.build();
    }

    private static int count(Rng rng) {
        int drawn = rng.nextInt(100);
        int count = 1;
        for (int share : COUNTS) {
            if (drawn < share) {
                return count;
            }
            drawn -= share;
            count++;
        }
        return COUNTS.length;
    }
}
