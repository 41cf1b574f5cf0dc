package org.menura.world.household;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.tensor.Rng;
import org.menura.world.household.engine.House;
import org.menura.world.household.pddl.Formula;
import org.menura.world.household.scene.Affordances;
import org.menura.world.household.scene.GoalTemplate;
import org.menura.world.household.scene.Scene;
import org.menura.world.household.scene.Scenes;

/**
 * Draws tasks from floor plans and goals: a pure function of the seed. Each is one that the searching expert solves
 * within {@value #MAX_STEPS} actions.
 *
 * <p>Goals that the domain's actions can't reach, such as an object within another one, are left out.
 */
public final class Household {
    /** The number of actions that an episode may take. */
    public static final int MAX_STEPS = 50;

    private static final int MAX_DRAWS = 500;

    private final Scenes scenes;
    private final Map<String, List<Aim>> aims = new HashMap<>();

    /** A goal with types in its slots. */
    record Aim(GoalTemplate goal, Map<String, String> slots, Demand demand) {
        /** Returns the name, such as {@code pick_and_place_simple Book Bed}. */
        String name() {
            return goal.name(slots);
        }

        Formula formula() {
            return goal.formula(slots);
        }
    }

    /** Creates the generator of some floor plans. */
    public Household(Scenes scenes) {
        this.scenes = scenes;
        for (Scene scene : scenes.all().values()) {
            for (GoalTemplate goal : scenes.goals()) {
                aims.put(key(scene, goal), aims(scene, goal));
            }
        }
    }

    /**
     * Reads the floor plans of a folder.
     *
     * @throws FormatException if one of its files is malformed
     */
    public static Household read(Path folder) throws IOException {
        return new Household(Scenes.read(folder));
    }

    /** Returns the floor plans. */
    public Scenes scenes() {
        return scenes;
    }

    /** Returns the names of the goals that can be set in some scene of a part, in the order of the file. */
    public List<String> goals(Scenes.Split split) {
        return scenes.goals().stream()
                .filter(g -> !fit(split, g).isEmpty())
                .map(GoalTemplate::name)
                .toList();
    }

    /** Returns the names of ALFWorld's six goals, as far as they can be set in some scene of a part. */
    public List<String> alfworldGoals(Scenes.Split split) {
        return goals(split).stream()
                .filter(g -> scenes.goal(g).orElseThrow().number() > 0)
                .toList();
    }

    /**
     * Reads names of goals.
     *
     * @param names with commas between them; {@code alfworld} for its six, {@code all} for all that can be set
     * @throws FormatException if one can't be set in the part, or none is left
     */
    public List<String> goals(Scenes.Split split, String names) {
        List<String> there = goals(split);
        List<String> named = switch (names) {
            case "alfworld" -> alfworldGoals(split);
            case "all" -> there;
            default -> Arrays.stream(names.split(",")).map(String::strip).toList();
        };
        for (String goal : named) {
            if (!there.contains(goal)) {
                throw new FormatException("'%s' is none of the goals that can be set in these scenes: %s"
                        .formatted(goal, String.join(", ", there)));
            }
        }
        if (named.isEmpty()) {
            throw new FormatException(nothing(split, there));
        }
        return named;
    }

    private String nothing(Scenes.Split split, List<String> there) {
        String part = split.name().toLowerCase(Locale.ROOT);
        int scenes = this.scenes.of(split).size();
        if (scenes == 0) {
            return "split.json names no scenes for \"%s\"; take the other part with split=%s"
                    .formatted(part, split == Scenes.Split.TEST ? "train" : "test");
        }
        return there.isEmpty()
                ? "no goal of goals.json can be set in the %d scenes of the part \"%s\": they lack the rooms, objects or receptacles for it"
                        .formatted(scenes, part)
                : "none of ALFWorld's goals, which have \"alfworld_task_type\" in goals.json, can be set in the part \"%s\"; take others with goals=all or goals=%s"
                        .formatted(part, String.join(",", there));
    }

    /**
     * Draws a task: a goal, a scene where it can be set, types for its slots, and where the objects are.
     *
     * @param goals names of goals to draw from, of {@link #goals}
     * @throws IllegalArgumentException if none of them can be set in the part
     */
    public HouseholdTask task(long seed, Scenes.Split split, List<String> goals) {
        List<GoalTemplate> templates = new ArrayList<>();
        for (String name : goals) {
            GoalTemplate goal = scenes.goal(name)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "no goal is named \"%s\"; there are: %s".formatted(name, String.join(", ", goals(split)))));
            if (!fit(split, goal).isEmpty()) {
                templates.add(goal);
            }
        }
        if (templates.isEmpty()) {
            throw new IllegalArgumentException("none of the goals %s can be set in these scenes".formatted(goals));
        }
        Rng rng = new Rng(seed);
        for (int i = 0; i < MAX_DRAWS; i++) {
            GoalTemplate goal = templates.get(rng.nextInt(templates.size()));
            List<Scene> fit = fit(split, goal);
            HouseholdTask task = draw(fit.get(rng.nextInt(fit.size())), goal, rng);
            if (task != null) {
                return task;
            }
        }
        throw new IllegalArgumentException("no task within %d steps was found for seed %d".formatted(MAX_STEPS, seed));
    }

    /**
     * Draws a task of a scene and a goal; empty if the goal can't be set there.
     */
    public Optional<HouseholdTask> task(long seed, Scene scene, GoalTemplate goal) {
        if (of(scene, goal).isEmpty()) {
            return Optional.empty();
        }
        Rng rng = new Rng(seed);
        for (int i = 0; i < MAX_DRAWS; i++) {
            HouseholdTask task = draw(scene, goal, rng);
            if (task != null) {
                return Optional.of(task);
            }
        }
        return Optional.empty();
    }

    private @Nullable HouseholdTask draw(Scene scene, GoalTemplate goal, Rng rng) {
        List<Aim> possible = of(scene, goal);
        List<String> objects =
                possible.stream().map(a -> a.demand.object()).distinct().toList();
        String object = objects.get(rng.nextInt(objects.size()));
        List<Aim> of =
                possible.stream().filter(a -> a.demand.object().equals(object)).toList();
        Aim aim = of.get(rng.nextInt(of.size()));
        String sentence = goal.sentence(rng.nextInt(goal.sentences().size()), aim.slots);
        Demand demand = aim.demand;
        int least = demand.count() == Demand.ALL ? 1 : demand.count();
        House house = Placement.place(scene, scenes.affordances(), object, least, demand.receptacle(), rng);
        Formula formula = aim.formula();
        HouseholdTask task = new HouseholdTask(scene, goal, aim.slots, sentence, formula, house, 0);
        Play play = new Play(task);
        if (play.solved()) {
            return null;
        }
        while (!play.solved() && play.steps() < MAX_STEPS) {
            play.act(play.expert());
        }
        return play.solved() ? new HouseholdTask(scene, goal, aim.slots, sentence, formula, house, play.steps()) : null;
    }

    /**
     * Sets another goal in the house of a task.
     *
     * @param aim the name of the goal and the types in its slots, such as {@code pick_and_place_simple Book Bed}
     * @param seed of its sentence
     * @throws FormatException if it can't be set in this scene
     */
    HouseholdTask with(HouseholdTask task, String aim, long seed) {
        Aim set = scenes.goals().stream()
                .flatMap(g -> of(task.scene(), g).stream())
                .filter(a -> a.name().equals(aim))
                .findFirst()
                .orElseThrow(() -> new FormatException(
                        "'%s' can't be set in scene %d; a task is the name of a goal and the types in its slots, such as '%s'"
                                .formatted(aim, task.scene().number(), task.aim())));
        String sentence =
                set.goal.sentence(new Rng(seed).nextInt(set.goal.sentences().size()), set.slots);
        return new HouseholdTask(task.scene(), set.goal, set.slots, sentence, set.formula(), task.start(), 0);
    }

    /** Returns all that can be set in a scene, of some goals. */
    List<Aim> aims(Scene scene, List<String> goals) {
        return scenes.goals().stream()
                .filter(g -> goals.contains(g.name()))
                .flatMap(g -> of(scene, g).stream())
                .toList();
    }

    private List<Scene> fit(Scenes.Split split, GoalTemplate goal) {
        return scenes.of(split).stream().filter(s -> !of(s, goal).isEmpty()).toList();
    }

    private List<Aim> of(Scene scene, GoalTemplate goal) {
        return Objects.requireNonNullElse(aims.get(key(scene, goal)), List.of());
    }

    private static String key(Scene scene, GoalTemplate goal) {
        return scene.number() + " " + goal.name();
    }

    /** Returns all types for the slots of a goal that make sense in a scene. */
    private List<Aim> aims(Scene scene, GoalTemplate goal) {
        if (!goal.rooms().isEmpty() && !goal.rooms().contains(scene.room())) {
            return List.of();
        }
        Optional<Demand> open = Demand.of(goal.formula(Map.of()));
        if (open.isEmpty()) {
            return List.of();
        }
        Set<String> receptacles = new TreeSet<>();
        scene.places().forEach(p -> receptacles.add(p.type()));
        List<Map<String, String>> filled = new ArrayList<>(List.of(Map.of()));
        for (String slot : goal.slots()) {
            List<Map<String, String>> longer = new ArrayList<>();
            for (Map<String, String> before : filled) {
                for (String value : values(slot, scene, receptacles)) {
                    Map<String, String> more = new LinkedHashMap<>(before);
                    more.put(slot, value);
                    longer.add(more);
                }
            }
            filled = longer;
        }
        return filled.stream()
                .map(slots -> new Aim(goal, slots, open.get().filled(slots)))
                .filter(aim -> possible(aim.demand, scene, receptacles))
                .toList();
    }

    private List<String> values(String slot, Scene scene, Set<String> receptacles) {
        return switch (slot) {
            case "obj" -> scene.objects();
            case "recep" -> List.copyOf(receptacles);
            case "toggle" -> Placement.lamps(scene, scenes.affordances());
            default -> List.of();
        };
    }

    private boolean possible(Demand demand, Scene scene, Set<String> receptacles) {
        Affordances can = scenes.affordances();
        String object = demand.object();
        boolean elsewhere =
                receptacles.stream().anyMatch(r -> !r.equals(demand.receptacle()) && Placement.mayHold(can, r, object));
        boolean arrives = demand.receptacle() == null || can.holds(demand.receptacle(), object);
        return elsewhere
                && arrives
                && can.pickupable().contains(object)
                && prepared(demand.clean(), "Cleanable", object, can.cleansWith(), receptacles)
                && prepared(demand.hot(), "Heatable", object, can.heatsWith(), receptacles)
                && prepared(demand.cool(), "Coolable", object, can.coolsWith(), receptacles)
                && !(demand.hot() && demand.cool())
                && (!demand.sliced()
                        || can.can("Sliceable", object)
                                && (scene.objects().contains("Knife")
                                        || scene.objects().contains("ButterKnife")));
    }

    private boolean prepared(boolean needed, String what, String object, String with, Set<String> receptacles) {
        return !needed || scenes.affordances().can(what, object) && receptacles.contains(with);
    }
}
