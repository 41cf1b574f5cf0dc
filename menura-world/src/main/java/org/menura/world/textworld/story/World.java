package org.menura.world.textworld.story;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.world.textworld.game.Entity;
import org.menura.world.textworld.game.Game;
import org.menura.world.textworld.logic.Fact;
import org.menura.world.textworld.logic.Variable;

/** The things of a game in their places. */
final class World {
    private static final int USUAL_CAPACITY = 100;

    final Game game;
    final Kinds kinds;
    final Thing player = new Thing("yourself", "yourself", "person", "thing");
    final List<Thing> directions = new ArrayList<>();
    final List<Thing> rooms = new ArrayList<>();
    /** How many things the player can carry. */
    int capacity = USUAL_CAPACITY;

    private final Map<String, Thing> things = new LinkedHashMap<>();
    private final Map<Thing, Map<String, Thing>> exits = new HashMap<>();
    private final Map<Thing, List<Thing>> doors = new HashMap<>();
    private final Map<Thing, Map<String, List<Thing>>> lists = new HashMap<>();

    World(Game game) {
        this.game = game;
        kinds = new Kinds(game.logic());
        for (String direction : List.of(
                "north",
                "northeast",
                "northwest",
                "south",
                "southeast",
                "southwest",
                "east",
                "west",
                "up",
                "down",
                "inside",
                "outside")) {
            Thing thing = new Thing(direction, direction, "direction");
            thing.phrases.addAll(Names.ofDirection(direction));
            directions.add(thing);
        }
        player.proper = true;
        player.description = Template.parse("As good-looking as ever.");
        player.phrases.addAll(List.of(
                List.of("your", "former", "self"),
                List.of("my", "former", "self"),
                List.of("former", "self"),
                List.of("myself"),
                List.of("yourself"),
                List.of("self")));
        if (game.logic().code().contains("The carrying capacity of the player is 0.")) {
            capacity = 0;
        }
        Layout layout = new Layout(game);
        create(layout);
        assertFacts(layout);
        connect(layout);
        if (player.parent == null) {
            throw new FormatException("The game does not say in which room the player is");
        }
        sortTree();
        bringDoors();
    }

    /** Makes rooms, then doors as they are mapped, then things by type: the order in which the game's source names them. */
    private void create(Layout layout) {
        for (Variable variable : layout.order) {
            if (game.logic().types().isA(variable.type(), "r")) {
                Thing room = add(variable);
                rooms.add(room);
            }
        }
        for (Thing room : rooms) {
            Variable variable = new Variable(room.id, "r");
            for (String direction : layout.exits(variable).keySet()) {
                Variable door = layout.doors(variable).get(direction);
                if (door != null && !things.containsKey(door.name())) {
                    add(door);
                }
            }
        }
        for (String type : game.logic().types().names()) {
            for (Variable variable : layout.order) {
                if (variable.type().equals(type) && !things.containsKey(variable.name())) {
                    add(variable);
                }
            }
        }
    }

    private Thing add(Variable variable) {
        Thing thing = new Thing(variable.name(), "");
        things.put(variable.name(), thing);
        kinds.apply(variable.type(), thing);
        Entity entity = game.entities().get(variable.name());
        if (entity != null) {
            Names.give(thing, entity);
        }
        return thing;
    }

    /** Says the facts about each thing in turn, as the source of the game does; those about rooms only map them. */
    private void assertFacts(Layout layout) {
        Map<Variable, List<Fact>> byFirst = new LinkedHashMap<>();
        byFirst.put(new Variable("P", "P"), new ArrayList<>());
        layout.order.forEach(variable -> byFirst.put(variable, new ArrayList<>()));
        for (Fact fact : game.facts()) {
            if (!fact.arguments().isEmpty()
                    && !game.logic().types().isA(fact.argument(0).type(), "r")) {
                byFirst.computeIfAbsent(fact.argument(0), v -> new ArrayList<>())
                        .add(fact);
            }
        }
        byFirst.values().stream()
                .flatMap(List::stream)
                .forEach(fact -> game.logic()
                        .say(fact)
                        .filter(said -> !said.isBlank())
                        .ifPresent(said -> Statement.parse(said).make(this)));
    }

    private void connect(Layout layout) {
        for (Thing room : rooms) {
            Variable variable = new Variable(room.id, "r");
            Map<String, Thing> ways = exits.computeIfAbsent(room, r -> new LinkedHashMap<>());
            layout.exits(variable).forEach((direction, to) -> ways.put(direction, thing(to.name())));
            layout.doors(variable).forEach((direction, door) -> {
                Thing thing = thing(door.name());
                List<Thing> sides = doors.computeIfAbsent(thing, d -> new ArrayList<>());
                Thing behind = ways.put(direction, thing);
                sides.add(room);
                if (behind != null) {
                    sides.add(behind);
                }
            });
        }
    }

    /** Sorts what each thing holds into the order in which things were made; the player is first of all. */
    private void sortTree() {
        List<Thing> made = new ArrayList<>();
        made.add(player);
        made.addAll(things.values());
        Map<Thing, Integer> index = new HashMap<>();
        made.forEach(thing -> index.put(thing, index.size()));
        made.forEach(thing -> thing.children.sort(Comparator.comparing(index::get)));
    }

    /** Returns the thing of an id. */
    Thing thing(String id) {
        Thing thing = things.get(id);
        if (thing == null) {
            throw new FormatException("The game speaks of '" + id + "', which no fact of its world mentions");
        }
        return thing;
    }

    @Nullable
    Thing thingOrNull(String id) {
        return things.get(id);
    }

    /** Returns all things and rooms, in the order in which they were made. */
    Iterable<Thing> things() {
        return things.values();
    }

    void place(Thing thing, Thing holder) {
        if (thing == holder || thing.encloses(holder)) {
            throw new FormatException("The game puts '" + thing.id + "' into itself");
        }
        thing.moveTo(holder);
    }

    void addTo(Thing owner, String list, Thing item) {
        listOf(owner, list).add(item);
    }

    List<Thing> listOf(Thing owner, String list) {
        return lists.computeIfAbsent(owner, o -> new HashMap<>()).computeIfAbsent(list, l -> new ArrayList<>());
    }

    /** Returns the room in which the player is. */
    Thing location() {
        Thing at = player;
        while (at.parent != null) {
            at = at.parent;
        }
        return at;
    }

    /** Returns the room or the door in a direction from a room. */
    @Nullable
    Thing way(Thing room, String direction) {
        return exits.getOrDefault(room, Map.of()).get(direction);
    }

    /** Returns the room behind a door seen from a room, or null if it is not at that room. */
    @Nullable
    Thing beyond(Thing door, Thing room) {
        List<Thing> sides = doors.getOrDefault(door, List.of());
        int side = sides.indexOf(room);
        return side < 0
                ? null
                : sides.stream().filter(s -> s != room).findFirst().orElse(null);
    }

    /** Moves doors to the room in which the player is, if they lead there; others stay in one of their rooms. */
    void bringDoors() {
        Thing room = location();
        for (Thing thing : things.values()) {
            List<Thing> sides = doors.get(thing);
            if (sides == null) {
                continue;
            }
            if (sides.contains(room)) {
                if (thing.parent != room) {
                    thing.moveTo(room);
                }
            } else if (thing.parent == room) {
                thing.moveTo(null);
            }
            if (thing.parent == null) {
                Thing front = sides.getFirst();
                Thing back = beyond(thing, front);
                thing.moveTo(room == front && back != null ? back : front);
            }
        }
    }
}
