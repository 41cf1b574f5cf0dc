package org.menura.world.household;

import java.util.Map;
import org.menura.world.household.engine.House;
import org.menura.world.household.pddl.Formula;
import org.menura.world.household.scene.GoalTemplate;
import org.menura.world.household.scene.Scene;

/**
 * A task in a household: a scene with its objects placed, and a goal.
 *
 * @param template the kind of goal
 * @param slots types in the slots of the goal
 * @param sentence the goal in words
 * @param start the house at the beginning; take a copy to act in
 * @param expertSteps actions that the searching expert needs
 */
public record HouseholdTask(
        Scene scene,
        GoalTemplate template,
        Map<String, String> slots,
        String sentence,
        Formula goal,
        House start,
        int expertSteps) {
    public HouseholdTask {
        slots = Map.copyOf(slots);
    }

    /** Returns a name, such as {@code 301 pick_and_place_simple Book Bed}. */
    public String name() {
        return scene.number() + " " + aim();
    }

    /** Returns the goal, such as {@code pick_and_place_simple Book Bed}. */
    public String aim() {
        return template.name(slots);
    }

    Demand demand() {
        return Demand.of(goal).orElseThrow();
    }
}
