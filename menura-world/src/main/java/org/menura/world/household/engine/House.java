package org.menura.world.household.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.world.household.engine.Action.Verb;
import org.menura.world.household.pddl.Model;
import org.menura.world.household.scene.Affordances;

/**
 * The state of a household: where the agent, the receptacles and the objects are. Preconditions and effects are those
 * of ALFWorld's planning domain (Shridhar et al., "ALFWorld", ICLR 2021).
 */
public final class House implements Model {
    /** The location in the middle of the room, from which no receptacle is reached. */
    public static final int MIDDLE = -1;

    private static final Object AGENT = "agent";
    private static final String TYPE = "Type";
    private static final List<String> KNIVES = List.of("Knife", "ButterKnife");
    private static final Comparator<Receptacle> BY_NAME = Comparator.comparing(
                    (Receptacle r) -> r.type().toLowerCase(Locale.ROOT))
            .thenComparing(Comparator.comparingInt(Receptacle::number).reversed());
    private static final Comparator<Item> ITEMS_BY_NAME = Comparator.comparing(
                    (Item i) -> i.type().toLowerCase(Locale.ROOT))
            .thenComparing(Comparator.comparingInt(Item::number).reversed());

    private final Affordances affordances;
    private final List<Receptacle> receptacles;
    private final List<Item> items;
    private final int locations;
    private int location = MIDDLE;

    private House(Affordances affordances, List<Receptacle> receptacles, List<Item> items, int locations) {
        this.affordances = affordances;
        this.receptacles = List.copyOf(receptacles);
        this.items = List.copyOf(items);
        this.locations = locations;
    }

    /** Builds a house, receptacle by receptacle and object by object. */
    public static final class Builder {
        private final Affordances affordances;
        private final List<Receptacle> receptacles = new ArrayList<>();
        private final List<Item> items = new ArrayList<>();
        private final Map<String, Integer> locations = new HashMap<>();

        /** Creates the builder of an empty house. */
        public Builder(Affordances affordances) {
            this.affordances = affordances;
        }

        /**
         * Adds a receptacle.
         *
         * @param number within its type
         * @param standing the point from which it is reached, equal for those reached from one point
         */
        public Receptacle receptacle(String type, int number, String standing, boolean openable) {
            Integer location = locations.get(standing);
            if (location == null) {
                location = locations.size();
                locations.put(standing, location);
            }
            Receptacle added = new Receptacle(receptacles.size(), type, number, location, openable);
            receptacles.add(added);
            return added;
        }

        /**
         * Adds an object.
         *
         * @param number within its type
         */
        public Item item(String type, int number, Receptacle in) {
            Item added = new Item(items.size(), type, number, in.index());
            items.add(added);
            return added;
        }

        /** Returns the receptacles so far. */
        public List<Receptacle> receptacles() {
            return List.copyOf(receptacles);
        }

        /** Builds the house, with the agent in the middle of the room. */
        public House build() {
            return new House(affordances, receptacles, items, locations.size());
        }
    }

    /** Returns a copy that changes on its own. */
    public House copy() {
        House copy = new House(
                affordances,
                receptacles.stream().map(Receptacle::copy).toList(),
                items.stream().map(Item::copy).toList(),
                locations);
        copy.location = location;
        return copy;
    }

    /** Returns what its things can do. */
    public Affordances affordances() {
        return affordances;
    }

    /** Returns all receptacles. */
    public List<Receptacle> receptacles() {
        return receptacles;
    }

    /** Returns all objects. */
    public List<Item> items() {
        return items;
    }

    /** Returns the location of the agent. */
    public int location() {
        return location;
    }

    /** Returns the object that the agent carries. */
    public @Nullable Item held() {
        for (Item item : items) {
            if (item.place < 0) {
                return item;
            }
        }
        return null;
    }

    /** Returns the receptacle that an object is in; none while the agent carries it. */
    public @Nullable Receptacle place(Item item) {
        return item.place < 0 ? null : receptacles.get(item.place);
    }

    /** Returns the receptacles that are reached from the agent's location, as they are listed. */
    public List<Receptacle> here() {
        return receptacles.stream()
                .filter(r -> r.location() == location)
                .sorted(BY_NAME)
                .toList();
    }

    /** Returns all receptacles as they are listed: by type, the last number first. */
    public List<Receptacle> listed() {
        return receptacles.stream().sorted(BY_NAME).toList();
    }

    /** Returns what a receptacle holds, as it is listed: by type, the last number first. */
    public List<Item> in(Receptacle receptacle) {
        return items.stream()
                .filter(i -> i.isIn(receptacle))
                .sorted(ITEMS_BY_NAME)
                .toList();
    }

    /**
     * Returns what the original tells as lying next to the receptacles of the agent's location: objects that were taken
     * out of one of them and put into another, once for each that they were taken from.
     */
    List<Item> besides() {
        List<Item> besides = new ArrayList<>();
        for (Item item : items.stream().sorted(ITEMS_BY_NAME).toList()) {
            if (item.place >= 0 && receptacles.get(item.place).location() == location) {
                item.left.stream()
                        .filter(r -> receptacles.get(r).location() == location)
                        .forEach(_ -> besides.add(item));
            }
        }
        return besides;
    }

    /**
     * Returns the actions whose preconditions hold. Objects are examined in the hand only: the domain also lets those be
     * examined that lie in reach, but the original interpreter never offers it.
     */
    public List<Action> possible() {
        List<Action> actions = new ArrayList<>();
        actions.add(Action.of(Verb.LOOK));
        actions.add(Action.of(Verb.INVENTORY));
        actions.add(Action.of(Verb.HELP));
        Item held = held();
        if (held != null) {
            actions.add(Action.of(Verb.EXAMINE, held, null));
        }
        for (Receptacle receptacle : receptacles) {
            if (receptacle.location() == location) {
                actions(receptacle, held, actions);
            } else {
                actions.add(Action.of(Verb.GO, receptacle));
            }
        }
        return actions;
    }

    private void actions(Receptacle receptacle, @Nullable Item held, List<Action> to) {
        to.add(Action.of(Verb.EXAMINE, receptacle));
        if (receptacle.openable()) {
            to.add(Action.of(receptacle.opened ? Verb.CLOSE : Verb.OPEN, receptacle));
        }
        for (Item item : items) {
            if (!item.isIn(receptacle)) {
                continue;
            }
            if (receptacle.accessible()
                    && held == null
                    && affordances.pickupable().contains(item.type())) {
                to.add(Action.of(Verb.TAKE, item, receptacle));
            }
            if (affordances.can("Toggleable", item.type())) {
                to.add(Action.of(Verb.USE, item, receptacle));
            }
            if (held != null && KNIVES.contains(held.type()) && affordances.can("Sliceable", item.type())) {
                to.add(new Action(Verb.SLICE, item, receptacle, held));
            }
        }
        if (held == null) {
            return;
        }
        if (receptacle.accessible() && affordances.holds(receptacle.type(), held.type())) {
            to.add(Action.of(Verb.PUT, held, receptacle));
        }
        if (receptacle.type().equals(affordances.cleansWith()) && affordances.can("Cleanable", held.type())) {
            to.add(Action.of(Verb.CLEAN, held, receptacle));
        }
        if (receptacle.type().equals(affordances.heatsWith()) && affordances.can("Heatable", held.type())) {
            to.add(Action.of(Verb.HEAT, held, receptacle));
        }
        if (receptacle.type().equals(affordances.coolsWith()) && affordances.can("Coolable", held.type())) {
            to.add(Action.of(Verb.COOL, held, receptacle));
        }
    }

    /** Does an action of {@link #possible}. */
    public void act(Action action) {
        switch (action.verb()) {
            case GO -> location = action.where().location();
            case OPEN -> action.where().opened = true;
            case CLOSE -> action.where().opened = false;
            case TAKE -> action.object().take();
            case PUT -> action.object().put(action.where().index());
            case CLEAN -> action.object().clean = true;
            case HEAT -> {
                action.object().hot = true;
                action.object().cool = false;
            }
            case COOL -> {
                action.object().cool = true;
                action.object().hot = false;
            }
            case USE -> action.object().toggled = true;
            case SLICE -> action.object().sliced = true;
            case LOOK, INVENTORY, HELP, EXAMINE -> {}
        }
    }

    @Override
    public List<?> things(String type) {
        return switch (type) {
            case "agent" -> List.of(AGENT);
            case "location" ->
                java.util.stream.IntStream.range(0, locations).boxed().toList();
            case "receptacle" -> receptacles;
            case "object" -> items;
            default -> List.of();
        };
    }

    @Override
    public boolean holds(String predicate, List<Object> arguments) {
        return switch (predicate) {
            case "objectType" ->
                arguments.get(0) instanceof Item i && arguments.get(1).equals(i.type() + TYPE);
            case "receptacleType" ->
                arguments.get(0) instanceof Receptacle r && arguments.get(1).equals(r.type() + TYPE);
            case "inReceptacle" ->
                arguments.get(0) instanceof Item i && arguments.get(1) instanceof Receptacle r && i.isIn(r);
            case "holds" -> arguments.get(1) instanceof Item i && i.place < 0;
            case "atLocation" -> arguments.get(1).equals(location);
            case "receptacleAtLocation" ->
                arguments.get(0) instanceof Receptacle r && arguments.get(1).equals(r.location());
            case "objectAtLocation" ->
                arguments.get(0) instanceof Item i
                        && i.place >= 0
                        && arguments.get(1).equals(receptacles.get(i.place).location());
            case "isClean" -> arguments.get(0) instanceof Item i && i.clean;
            case "isHot" -> arguments.get(0) instanceof Item i && i.hot;
            case "isCool" -> arguments.get(0) instanceof Item i && i.cool;
            case "isSliced" -> arguments.get(0) instanceof Item i && i.sliced;
            case "isToggled" -> arguments.get(0) instanceof Item i && i.toggled;
            case "cleanable" -> arguments.get(0) instanceof Item i && affordances.can("Cleanable", i.type());
            case "heatable" -> arguments.get(0) instanceof Item i && affordances.can("Heatable", i.type());
            case "coolable" -> arguments.get(0) instanceof Item i && affordances.can("Coolable", i.type());
            case "sliceable" -> arguments.get(0) instanceof Item i && affordances.can("Sliceable", i.type());
            case "toggleable" -> arguments.get(0) instanceof Item i && affordances.can("Toggleable", i.type());
            case "isReceptacleObject" ->
                arguments.get(0) instanceof Item i && affordances.movable().contains(i.type());
            case "openable" -> arguments.get(0) instanceof Receptacle r && r.openable();
            case "opened" -> arguments.get(0) instanceof Receptacle r && r.opened;
            // No action of the domain puts an object into another one.
            default -> false;
        };
    }

    /** Returns a key of 64 bits in hexadecimal that is equal for equal states of this house. */
    public String stateKey() {
        long hash = mix(location + 1L);
        for (Receptacle receptacle : receptacles) {
            hash = mix(hash ^ (receptacle.opened ? 1 : 0));
        }
        for (Item item : items) {
            int flags = (item.clean ? 1 : 0)
                    | (item.hot ? 2 : 0)
                    | (item.cool ? 4 : 0)
                    | (item.sliced ? 8 : 0)
                    | (item.toggled ? 16 : 0);
            hash = mix(hash ^ ((item.place + 1L) << 5 | flags));
        }
        return "%016x".formatted(hash);
    }

    /** Spreads the bits of a word over the whole word (SplitMix64, Steele et al. 2014). */
    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
