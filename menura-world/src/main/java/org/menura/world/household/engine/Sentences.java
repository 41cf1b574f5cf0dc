package org.menura.world.household.engine;

import java.util.List;
import java.util.Locale;

/** The sentences of ALFWorld's text grammar ({@code alfred.twl2}). */
final class Sentences {
    static final String NOTHING = "Nothing happens.";

    private static final String HELP = """
            Available commands:
              look:                             look around your current location
              inventory:                        check your current inventory
              go to (receptacle):               move to a receptacle
              open (receptacle):                open a receptacle
              close (receptacle):               close a receptacle
              take (object) from (receptacle):  take an object from a receptacle
              move (object) to (receptacle):  place an object in or on a receptacle
              examine (something):              examine a receptacle or an object
              use (object):                     use an object
              heat (object) with (receptacle):  heat an object using a receptacle
              clean (object) with (receptacle): clean an object using a receptacle
              cool (object) with (receptacle):  cool an object using a receptacle
              slice (object) with (object):     slice an object using a sharp object
            """;

    private Sentences() {}

    static String command(Action action) {
        return switch (action.verb()) {
            case LOOK, INVENTORY, HELP -> action.verb().name().toLowerCase(Locale.ROOT);
            case EXAMINE -> "examine " + (action.item() == null ? action.where() : action.item());
            case GO -> "go to " + action.where();
            case OPEN -> "open " + action.where();
            case CLOSE -> "close " + action.where();
            case TAKE -> "take %s from %s".formatted(action.object(), action.where());
            case PUT -> throw new IllegalStateException("each version of the grammar has its own words for it");
            case CLEAN -> "clean %s with %s".formatted(action.object(), action.where());
            case HEAT -> "heat %s with %s".formatted(action.object(), action.where());
            case COOL -> "cool %s with %s".formatted(action.object(), action.where());
            case USE -> "use " + action.object();
            case SLICE -> "slice %s with %s".formatted(action.object(), action.with());
        };
    }

    static String feedback(House house, Action action) {
        return switch (action.verb()) {
            case LOOK -> look(house);
            case INVENTORY -> {
                Item held = house.held();
                yield held == null ? "You are not carrying anything." : "You are carrying: a %s.".formatted(held);
            }
            case HELP -> HELP;
            case EXAMINE -> action.item() == null ? seen(house, action.where()) : state(house, action.object());
            case GO -> seen(house, action.where());
            case OPEN -> "You open the %s. %s".formatted(action.where(), seen(house, action.where()));
            case CLOSE -> "You close the %s.".formatted(action.where());
            case TAKE -> "You pick up the %s from the %s.".formatted(action.object(), action.where());
            case PUT -> throw new IllegalStateException("each version of the grammar has its own words for it");
            case CLEAN -> "You clean the %s using the %s.".formatted(action.object(), action.where());
            case HEAT -> "You heat the %s using the %s.".formatted(action.object(), action.where());
            case COOL -> "You cool the %s using the %s.".formatted(action.object(), action.where());
            case USE -> "You turn on the %s.".formatted(action.object());
            case SLICE -> "You sliced the %s with the %s.".formatted(action.object(), action.with());
        };
    }

    static String around(House house) {
        return "You are in the middle of a room. Looking quickly around you, you see %s."
                .formatted(list(house.listed(), "a "));
    }

    static String seen(House house, Receptacle receptacle) {
        if (!receptacle.accessible()) {
            return "The %s is closed.".formatted(receptacle);
        }
        String things = list(house.in(receptacle), "a ");
        return receptacle.openable()
                ? "The %s is open. In it, you see %s.".formatted(receptacle, things)
                : "On the %s, you see %s.".formatted(receptacle, things);
    }

    private static String look(House house) {
        List<Receptacle> here = house.here();
        if (here.isEmpty()) {
            // The original binds the location before it asks for receptacles: only the beginning tells of all.
            return "You are in the middle of a room. Looking quickly around you, you see nothing.";
        }
        // The grammar has words for objects on the floor, and takes for such what changed its place here.
        return "You are facing the %s. Next to it, you see %s.".formatted(list(here, ""), list(house.besides(), "a "));
    }

    private static String state(House house, Item item) {
        if (house.affordances().movable().contains(item.type())) {
            return "This is a normal %s. In it, you see nothing.".formatted(item);
        }
        String warmth = item.hot() ? "hot" : item.cool() ? "cool" : "";
        if (item.sliced() && (item.clean() || !warmth.isEmpty())) {
            return "This is a %s sliced %s.".formatted(both(warmth, item.clean()), item);
        }
        if (item.clean() && !warmth.isEmpty()) {
            return "This is a %s %s.".formatted(both(warmth, true), item);
        }
        if (item.hot() || item.clean() || item.cool()) {
            return "This is a %s %s.".formatted(item.hot() ? "hot" : item.clean() ? "clean" : "cold", item);
        }
        if (house.affordances().can("Toggleable", item.type())) {
            return "This %s is %s.".formatted(item, item.toggled() ? "on" : "off");
        }
        return item.sliced()
                ? "This is a sliced %s.".formatted(item)
                : "There's nothing special about %s.".formatted(item);
    }

    private static String both(String warmth, boolean clean) {
        return warmth.isEmpty() ? "clean" : clean ? warmth + " and clean" : warmth;
    }

    private static String list(List<?> things, String article) {
        if (things.isEmpty()) {
            return "nothing";
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < things.size(); i++) {
            out.append(i == 0 ? "" : i < things.size() - 1 ? ", " : ", and ")
                    .append(article)
                    .append(things.get(i));
        }
        return out.toString();
    }
}
