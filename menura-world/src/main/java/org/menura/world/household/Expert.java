package org.menura.world.household;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.menura.world.household.engine.Action;
import org.menura.world.household.engine.Action.Verb;
import org.menura.world.household.engine.House;
import org.menura.world.household.engine.Item;
import org.menura.world.household.engine.Receptacle;
import org.menura.world.household.scene.Affordances;

/**
 * Acts for a goal with what has been seen alone: searches the receptacles that are likely and cheap to look into, then
 * fetches, prepares and delivers. It can go on from any state.
 */
final class Expert {
    private static final List<String> KNIVES = List.of("Knife", "ButterKnife");

    private final House house;
    private final Knowledge knowledge;
    private final Demand demand;

    Expert(House house, Knowledge knowledge, Demand demand) {
        this.house = house;
        this.knowledge = knowledge;
        this.demand = demand;
    }

    /** Returns the next action; looking around if there is nothing left to try. */
    Action next() {
        Item held = house.held();
        if (held != null) {
            return carrying(held);
        }
        if (demand.sliced() && slices() < needed()) {
            return fetchOrSearch(i -> KNIVES.contains(i.type()), KNIVES, null);
        }
        return fetchOrSearch(
                i -> pending(i) && (!demand.sliced() || i.sliced()), List.of(demand.object()), demand.receptacle());
    }

    private Action carrying(Item held) {
        if (!held.type().equals(demand.object())) {
            return KNIVES.contains(held.type()) && demand.sliced() ? cutting(held) : drop(held);
        }
        Affordances affordances = house.affordances();
        if (demand.sliced() && !held.sliced()) {
            return drop(held);
        }
        if (demand.clean() && !held.clean()) {
            return prepare(Verb.CLEAN, held, affordances.cleansWith());
        }
        if (demand.hot() && !held.hot()) {
            return prepare(Verb.HEAT, held, affordances.heatsWith());
        }
        if (demand.cool() && !held.cool()) {
            return prepare(Verb.COOL, held, affordances.coolsWith());
        }
        return demand.lamp() == null ? deliver(held) : light(demand.lamp());
    }

    /** Slices with the knife that is carried until there are slices enough, then puts it down. */
    private Action cutting(Item knife) {
        if (slices() >= needed()) {
            return drop(knife);
        }
        Optional<Item> whole = nearest(i -> pending(i) && !i.sliced());
        if (whole.isEmpty()) {
            Action search = search(List.of(demand.object()), demand.receptacle());
            return search.verb() == Verb.LOOK ? drop(knife) : search;
        }
        Receptacle at = house.place(whole.get());
        return at == null || at.location() == house.location()
                ? new Action(Verb.SLICE, whole.get(), at, knife)
                : Action.of(Verb.GO, at);
    }

    private Action light(String lamp) {
        Optional<Item> known = nearest(i -> i.type().equals(lamp));
        if (known.isEmpty()) {
            return search(List.of(lamp), null);
        }
        Receptacle at = house.place(known.get());
        return at == null || at.location() == house.location()
                ? Action.of(Verb.USE, known.get(), at)
                : Action.of(Verb.GO, at);
    }

    private Action prepare(Verb verb, Item held, String appliance) {
        return cheapest(r -> r.type().equals(appliance))
                .map(r -> r.location() == house.location() ? Action.of(verb, held, r) : Action.of(Verb.GO, r))
                .orElse(Action.of(Verb.LOOK));
    }

    private Action deliver(Item held) {
        return house.receptacles().stream()
                .filter(r -> r.type().equals(demand.receptacle()))
                .min(Comparator.<Receptacle>comparingLong(r -> -delivered(r)).thenComparingInt(this::cost))
                .map(r -> into(held, r))
                .orElse(Action.of(Verb.LOOK));
    }

    private long delivered(Receptacle receptacle) {
        return house.in(receptacle).stream().filter(demand::fits).count();
    }

    private Action drop(Item held) {
        return house.receptacles().stream()
                .filter(r -> house.affordances().holds(r.type(), held.type()))
                .min(Comparator.<Receptacle>comparingInt(r -> r.type().equals(demand.receptacle()) ? 1 : 0)
                        .thenComparingInt(this::cost))
                .map(r -> into(held, r))
                .orElse(Action.of(Verb.LOOK));
    }

    private Action into(Item held, Receptacle receptacle) {
        if (receptacle.location() != house.location()) {
            return Action.of(Verb.GO, receptacle);
        }
        return receptacle.accessible() ? Action.of(Verb.PUT, held, receptacle) : Action.of(Verb.OPEN, receptacle);
    }

    private Action fetchOrSearch(Predicate<Item> wanted, List<String> types, @Nullable String avoided) {
        Optional<Item> known = nearest(wanted);
        if (known.isEmpty()) {
            return search(types, avoided);
        }
        Receptacle at = house.place(known.get());
        if (at == null) {
            return Action.of(Verb.LOOK);
        }
        if (at.location() != house.location()) {
            return Action.of(Verb.GO, at);
        }
        return at.accessible() ? Action.of(Verb.TAKE, known.get(), at) : Action.of(Verb.OPEN, at);
    }

    /** Looks into the receptacle with the best chance for its cost. */
    private Action search(List<String> types, @Nullable String avoided) {
        Optional<Receptacle> best = unseen(r -> likely(r, types) && !r.type().equals(avoided));
        if (best.isEmpty()) {
            best = unseen(r -> likely(r, types));
        }
        if (best.isEmpty()) {
            best = unseen(_ -> true);
        }
        return best.map(r -> r.location() != house.location()
                        ? Action.of(Verb.GO, r)
                        : Action.of(r.accessible() ? Verb.EXAMINE : Verb.OPEN, r))
                .orElse(Action.of(Verb.LOOK));
    }

    private boolean likely(Receptacle receptacle, List<String> types) {
        return types.stream().anyMatch(t -> Placement.mayHold(house.affordances(), receptacle.type(), t));
    }

    private Optional<Receptacle> unseen(Predicate<Receptacle> filter) {
        return house.receptacles().stream()
                .filter(r -> !knowledge.of(r))
                .filter(filter)
                .min(Comparator.comparingInt(r -> siblings(r) * Math.max(1, cost(r))));
    }

    /** Returns how many receptacles share the chance of a type. */
    private int siblings(Receptacle receptacle) {
        return (int) house.receptacles().stream()
                .filter(r -> r.type().equals(receptacle.type()))
                .count();
    }

    private Optional<Item> nearest(Predicate<Item> filter) {
        return house.items().stream()
                .filter(filter)
                .filter(i -> knowledge.of(i, house))
                .min(Comparator.comparingInt(i -> {
                    Receptacle place = house.place(i);
                    return place == null ? 0 : cost(place);
                }));
    }

    private Optional<Receptacle> cheapest(Predicate<Receptacle> filter) {
        return house.receptacles().stream().filter(filter).min(Comparator.comparingInt(this::cost));
    }

    /** Returns how many actions lie before what a receptacle holds. */
    private int cost(Receptacle receptacle) {
        return (receptacle.location() == house.location() ? 0 : 1) + (receptacle.accessible() ? 0 : 1);
    }

    /** Returns whether an object is of the type demanded and not yet where it must be. */
    private boolean pending(Item item) {
        Receptacle place = house.place(item);
        return item.type().equals(demand.object())
                && (place == null || !place.type().equals(demand.receptacle()) || !gathered(place, item));
    }

    /** Returns whether an object is in the receptacle where the most are that fit. */
    private boolean gathered(Receptacle place, Item item) {
        return demand.fits(item)
                && house.receptacles().stream()
                        .filter(r -> r.type().equals(demand.receptacle()))
                        .allMatch(r -> delivered(r) < delivered(place)
                                || delivered(r) == delivered(place) && r.index() >= place.index());
    }

    private long slices() {
        return house.items().stream()
                .filter(i -> i.sliced() && i.type().equals(demand.object()) && knowledge.of(i, house))
                .count();
    }

    private long needed() {
        return demand.count() == Demand.ALL
                ? house.items().stream()
                        .filter(i -> i.type().equals(demand.object()))
                        .filter(i -> knowledge.of(i, house))
                        .count()
                : demand.count();
    }
}
