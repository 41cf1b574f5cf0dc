package org.menura.world.household;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.world.household.engine.Action;
import org.menura.world.household.engine.Action.Verb;
import org.menura.world.household.engine.House;
import org.menura.world.household.engine.Item;
import org.menura.world.household.engine.Receptacle;

/**
 * Plans with full information: tries each receptacle, each order of objects and each knife, and keeps the shortest
 * sequence of actions.
 */
final class Planner {
    private static final List<String> KNIVES = List.of("Knife", "ButterKnife");

    private final House start;
    private final Demand demand;
    private @Nullable List<Action> best;

    private Planner(House start, Demand demand) {
        this.start = start;
        this.demand = demand;
    }

    /** Returns the shortest plan found; empty if the goal holds or there is none. */
    static List<Action> plan(House start, Demand demand) {
        Planner planner = new Planner(start, demand);
        planner.search();
        return planner.best == null ? List.of() : List.copyOf(planner.best);
    }

    private void search() {
        Script script = new Script(start.copy());
        if (demand.lamp() != null) {
            light(script, demand.lamp());
            return;
        }
        List<Receptacle> targets = start.receptacles().stream()
                .filter(r -> r.type().equals(demand.receptacle()))
                .toList();
        for (Receptacle target : targets) {
            gather(script, target.index());
            if (demand.sliced() && demand.count() > 1) {
                start.items().stream()
                        .filter(Planner::cuts)
                        .forEach(k -> cut(script, k, demand.count(), target.index()));
            }
        }
    }

    private static boolean cuts(Item item) {
        return KNIVES.contains(item.type());
    }

    /** Slices as many objects as are needed with one knife before the first is brought away. */
    private void cut(Script script, Item knife, int left, int target) {
        if (best != null && script.actions.size() >= best.size()) {
            return;
        }
        if (left == 0) {
            gather(script, target);
            return;
        }
        for (Item item : script.house.items()) {
            if (item.type().equals(demand.object()) && !item.sliced()) {
                Script next = script.copy();
                if (next.slice(item.index(), knife.index())) {
                    cut(next, knife, left - 1, target);
                }
            }
        }
    }

    private void light(Script script, String lamp) {
        for (Item item : start.items()) {
            for (Item light : start.items()) {
                if (item.type().equals(demand.object()) && light.type().equals(lamp)) {
                    Script next = script.copy();
                    next.take(item.index());
                    Receptacle at = next.house.place(next.item(light.index()));
                    if (at != null) {
                        next.reach(at);
                        if (!light.toggled()) {
                            next.act(Action.of(Verb.USE, next.item(light.index()), at));
                        }
                        keep(next);
                    }
                }
            }
        }
    }

    /** Brings one object after the other into a receptacle, in each order. */
    private void gather(Script script, int target) {
        if (best != null && script.actions.size() >= best.size()) {
            return;
        }
        Receptacle receptacle = script.house.receptacles().get(target);
        long there = script.house.in(receptacle).stream().filter(demand::fits).count();
        long needed = demand.count() == Demand.ALL
                ? start.items().stream()
                        .filter(i -> i.type().equals(demand.object()))
                        .count()
                : demand.count();
        if (there >= needed) {
            keep(script);
            return;
        }
        for (Item item : script.house.items()) {
            if (!item.type().equals(demand.object()) || item.isIn(receptacle) && demand.fits(item)) {
                continue;
            }
            if (demand.sliced() && !item.sliced()) {
                for (Item knife : script.house.items()) {
                    if (cuts(knife)) {
                        Script next = script.copy();
                        if (next.slice(item.index(), knife.index())) {
                            bring(next, item.index(), target);
                        }
                    }
                }
            } else {
                bring(script.copy(), item.index(), target);
            }
        }
    }

    private void bring(Script script, int item, int target) {
        if (script.take(item) && script.prepare(item, demand) && script.put(item, target)) {
            gather(script, target);
        }
    }

    private void keep(Script script) {
        if (best == null || script.actions.size() < best.size()) {
            best = script.actions;
        }
    }

    /** A sequence of actions and the house after them. */
    private static final class Script {
        private final House house;
        private final List<Action> actions = new ArrayList<>();

        Script(House house) {
            this.house = house;
        }

        Script copy() {
            Script copy = new Script(house.copy());
            copy.actions.addAll(actions);
            return copy;
        }

        Item item(int index) {
            return house.items().get(index);
        }

        void act(Action action) {
            house.act(action);
            actions.add(action);
        }

        void reach(Receptacle receptacle) {
            if (house.location() != receptacle.location()) {
                act(Action.of(Verb.GO, receptacle));
            }
        }

        private void open(Receptacle receptacle) {
            reach(receptacle);
            if (!receptacle.accessible()) {
                act(Action.of(Verb.OPEN, receptacle));
            }
        }

        boolean take(int index) {
            Item item = item(index);
            Receptacle place = house.place(item);
            if (place == null) {
                return true;
            }
            if (!drop()) {
                return false;
            }
            open(place);
            act(Action.of(Verb.TAKE, item, place));
            return true;
        }

        /** Puts down what is carried, where it takes the fewest actions. */
        private boolean drop() {
            Item held = house.held();
            if (held == null) {
                return true;
            }
            Receptacle nearest = null;
            for (Receptacle r : house.receptacles()) {
                if (house.affordances().holds(r.type(), held.type()) && (nearest == null || cost(r) < cost(nearest))) {
                    nearest = r;
                }
            }
            return nearest != null && put(held.index(), nearest.index());
        }

        private int cost(Receptacle receptacle) {
            return (receptacle.location() == house.location() ? 0 : 1) + (receptacle.accessible() ? 0 : 1);
        }

        boolean put(int index, int into) {
            Receptacle receptacle = house.receptacles().get(into);
            open(receptacle);
            act(Action.of(Verb.PUT, item(index), receptacle));
            return true;
        }

        boolean slice(int index, int knife) {
            Item item = item(index);
            Receptacle place = house.place(item);
            if (place == null) {
                if (!drop()) {
                    return false;
                }
                place = house.place(item);
            }
            if (place == null || !take(knife)) {
                return false;
            }
            reach(place);
            act(new Action(Verb.SLICE, item, place, item(knife)));
            return true;
        }

        boolean prepare(int index, Demand demand) {
            var can = house.affordances();
            Item item = item(index);
            return (!demand.clean() || item.clean() || with(Verb.CLEAN, item, can.cleansWith()))
                    && (!demand.hot() || item.hot() || with(Verb.HEAT, item, can.heatsWith()))
                    && (!demand.cool() || item.cool() || with(Verb.COOL, item, can.coolsWith()));
        }

        private boolean with(Verb verb, Item item, String appliance) {
            Receptacle nearest = null;
            for (Receptacle r : house.receptacles()) {
                if (r.type().equals(appliance) && (nearest == null || cost(r) < cost(nearest))) {
                    nearest = r;
                }
            }
            if (nearest == null) {
                return false;
            }
            reach(nearest);
            act(Action.of(verb, item, nearest));
            return true;
        }
    }
}
