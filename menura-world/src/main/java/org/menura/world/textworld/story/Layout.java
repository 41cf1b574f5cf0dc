package org.menura.world.textworld.story;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.menura.format.FormatException;
import org.menura.world.textworld.game.Game;
import org.menura.world.textworld.logic.Fact;
import org.menura.world.textworld.logic.Variable;

/** The order in which a game's things are made, and the exits of its rooms, as TextWorld finds them from facts. */
final class Layout {
    static final List<String> DIRECTIONS = List.of("north", "south", "east", "west");

    /** All things but player and inventory, in the order of the facts that mention them. */
    final List<Variable> order = new ArrayList<>();
    /** The neighbours of each room by direction. */
    final Map<Variable, Map<String, Variable>> exits = new LinkedHashMap<>();
    /** The doors of each room by direction. */
    final Map<Variable, Map<String, Variable>> doors = new LinkedHashMap<>();

    private final Game game;

    Layout(Game game) {
        this.game = game;
        Set<Variable> seen = new LinkedHashSet<>();
        List<Fact> ofRooms = game.facts().stream().filter(this::isOfRoom).toList();
        for (Fact fact : ofRooms) {
            seen.add(fact.argument(0));
            if (fact.name().endsWith("_of") && fact.arguments().size() == 2) {
                seen.add(fact.argument(1));
                exits(fact.argument(0))
                        .putIfAbsent(
                                opposite(fact.name().substring(0, fact.name().length() - 3)), fact.argument(1));
            }
        }
        for (Fact fact : game.facts()) {
            if (fact.name().equals("link") && fact.arguments().size() == 3) {
                seen.addAll(fact.arguments());
                link(fact.argument(0), fact.argument(1), fact.argument(2));
            }
        }
        for (Fact fact : game.facts()) {
            if (fact.arguments().isEmpty() || isOfRoom(fact)) {
                continue;
            }
            seen.add(fact.argument(0));
            if (fact.arguments().size() > 1
                    && List.of("match", "in", "on", "at").contains(fact.name())) {
                seen.add(fact.argument(1));
            }
        }
        seen.stream()
                .filter(v -> !v.type().equals("P") && !v.type().equals("I"))
                .forEach(order::add);
    }

    private boolean isOfRoom(Fact fact) {
        return !fact.arguments().isEmpty()
                && game.logic().types().isA(fact.argument(0).type(), "r");
    }

    Map<String, Variable> exits(Variable room) {
        return exits.computeIfAbsent(room, r -> new LinkedHashMap<>());
    }

    Map<String, Variable> doors(Variable room) {
        return doors.computeIfAbsent(room, r -> new LinkedHashMap<>());
    }

    static String opposite(String direction) {
        return switch (direction) {
            case "north" -> "south";
            case "south" -> "north";
            case "east" -> "west";
            case "west" -> "east";
            default -> throw new FormatException("A game has the direction '" + direction + "', which is not known");
        };
    }

    /** Puts a door between two rooms; rooms that are not placed yet get the first exits that are free. */
    private void link(Variable from, Variable door, Variable to) {
        for (Map.Entry<String, Variable> exit : exits(from).entrySet()) {
            if (exit.getValue().equals(to)) {
                doors(from).put(exit.getKey(), door);
                return;
            }
        }
        List<String> free =
                DIRECTIONS.stream().filter(d -> !exits(from).containsKey(d)).toList();
        for (String direction : free) {
            if (!exits(to).containsKey(opposite(direction))) {
                connect(from, direction, door, to, opposite(direction));
                return;
            }
        }
        List<String> freeThere =
                DIRECTIONS.stream().filter(d -> !exits(to).containsKey(d)).toList();
        if (free.isEmpty() || freeThere.isEmpty()) {
            throw new FormatException(
                    "The game's rooms " + from.name() + " and " + to.name() + " have no free exit to be linked by");
        }
        connect(from, free.getFirst(), door, to, freeThere.getFirst());
    }

    private void connect(Variable from, String direction, Variable door, Variable to, String back) {
        exits(from).put(direction, to);
        exits(to).put(back, from);
        doors(from).put(direction, door);
    }
}
