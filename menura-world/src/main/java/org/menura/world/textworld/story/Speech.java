package org.menura.world.textworld.story;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Names with articles, and lists of names. */
final class Speech {
    private static final Set<Action> TELLS_STATE = Set.of(Action.LOOK, Action.EXAMINE, Action.INVENTORY);
    private static final String CUT = "type of cutting";
    private static final String COOKED = "type of cooking";

    private final Story story;

    Speech(Story story) {
        this.story = story;
    }

    /** Returns the name of a thing; food is called by its state where things are looked at or listed. */
    String name(Thing thing) {
        if (thing.isA("ingredient-like")) {
            Thing base = thing.links.get("base");
            return unless("uncut", thing.values.get(CUT))
                    + unless("raw", thing.values.get(COOKED))
                    + (base == null || base.isA("ingredient-like") ? "" : name(base));
        }
        boolean tells =
                story.cooking && thing.isA("food") && (TELLS_STATE.contains(story.action()) || story.isListing());
        return tells ? unless("uncut", thing.values.get(CUT)) + heat(thing) + thing.name : thing.name;
    }

    private static String heat(Thing food) {
        if (food.has("needs cooking")) {
            return "raw ";
        }
        return food.has("burned") ? "burned " : unless("raw", food.values.get(COOKED));
    }

    private static String unless(String usual, @Nullable String value) {
        return value == null || value.equals(usual) ? "" : value + " ";
    }

    /** Returns the name with {@code the}. */
    String the(Thing thing) {
        return (thing.proper ? "" : "the ") + name(thing);
    }

    /** Returns the name with {@code The}. */
    String capitalThe(Thing thing) {
        if (thing == story.world.player) {
            return "You";
        }
        return (thing.proper ? "" : "The ") + name(thing);
    }

    /** Returns {@code You're} for the player, {@code That's} for things. */
    String thatIs(Thing thing) {
        return thing == story.world.player ? "You're" : "That's";
    }

    /** Returns {@code You} for the player, {@code It} for things, with a verb in its two forms. */
    String it(Thing thing, String you, String third) {
        return thing == story.world.player ? "You " + you : "It " + third;
    }

    /** Returns {@code You} for the player, {@code That} for things, with a verb in its two forms. */
    String that(Thing thing, String you, String third) {
        return thing == story.world.player ? "You " + you : "That " + third;
    }

    /** Returns the name with its indefinite article. */
    String a(Thing thing) {
        if (thing.article != null) {
            return thing.article + " " + name(thing);
        }
        String name = name(thing);
        return thing.proper ? name : Names.article(name) + name;
    }

    /** Returns names as a sentence lists them: {@code a key, a map and an apple}. */
    static String list(List<Thing> things, Function<Thing, String> name) {
        StringBuilder list = new StringBuilder();
        for (int i = 0; i < things.size(); i++) {
            list.append(i == 0 ? "" : i == things.size() - 1 ? " and " : ", ").append(name.apply(things.get(i)));
        }
        return list.toString();
    }
}
