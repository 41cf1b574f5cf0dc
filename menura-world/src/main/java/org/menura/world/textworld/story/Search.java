package org.menura.world.textworld.story;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What can be spoken of: the things that are seen, in the order in which the parser looks at them. */
final class Search {
    private final World world;

    Search(World world) {
        this.world = world;
    }

    /**
     * Visits what is in scope.
     *
     * @param heldFirst whether what the player holds is looked at before what is in the room
     * @param inside if not null, only what is in it
     * @param directions whether directions are in scope
     */
    void visit(boolean heldFirst, @Nullable Thing inside, boolean directions, Consumer<Thing> visitor) {
        if (inside != null) {
            if (inside.isSeeThrough()) {
                within(inside, null, visitor);
            }
            return;
        }
        Thing room = world.location();
        if (directions && !heldFirst) {
            world.directions.forEach(visitor);
        }
        Thing first = heldFirst ? world.player : room;
        Thing second = heldFirst ? room : world.player;
        within(first, second, visitor);
        within(second, null, visitor);
    }

    private void within(Thing domain, @Nullable Thing unsearched, Consumer<Thing> visitor) {
        List<Thing> children = new ArrayList<>(domain.children);
        for (Thing child : children) {
            visitor.accept(child);
            if (child != unsearched && (child == world.player || child.isSeeThrough())) {
                within(child, unsearched, visitor);
            }
        }
    }

    /** Counts the words from an index on that mean a thing; 0 if none do. */
    static int matched(Thing thing, List<String> words, int from) {
        int longest = run(thing, words, from, false);
        return thing.values.isEmpty() ? longest : Math.max(longest, run(thing, words, from, true));
    }

    private static int run(Thing thing, List<String> words, int from, boolean properties) {
        int at = from;
        while (at < words.size()) {
            int start = at;
            if (properties && thing.values.containsValue(words.get(at))) {
                at++;
                continue;
            }
            for (List<String> phrase : thing.phrases) {
                if (at + phrase.size() <= words.size()
                        && words.subList(at, at + phrase.size()).equals(phrase)) {
                    at += phrase.size();
                    break;
                }
            }
            if (at == start) {
                break;
            }
        }
        return at - from;
    }
}
