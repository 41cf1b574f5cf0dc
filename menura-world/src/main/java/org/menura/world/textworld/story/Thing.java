package org.menura.world.textworld.story;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A node of the tree of things: a room, a thing in it, the player, a direction. */
final class Thing {
    final String id;
    /** Inform 7's kinds: its own and those above. */
    final Set<String> kinds = new HashSet<>();

    final Set<String> adjectives = new HashSet<>();
    /** Properties that are things, such as the matching key. */
    final Map<String, Thing> links = new HashMap<>();
    /** Properties that are one of some values, such as the type of cooking. */
    final Map<String, String> values = new HashMap<>();
    /** Names by which commands call it, as words of the dictionary, longest first. */
    final List<List<String>> phrases = new ArrayList<>();
    /** The things in or on it, or carried by it; what came last is first. */
    final List<Thing> children = new ArrayList<>();

    String name;

    @Nullable
    Template description;

    @Nullable
    String article;
    /** Whether it is named without an article. */
    boolean proper;

    @Nullable
    Thing parent;

    Thing(String id, String name, String... kinds) {
        this.id = id;
        this.name = name;
        this.kinds.addAll(List.of(kinds));
    }

    boolean isA(String kind) {
        return kinds.contains(kind);
    }

    boolean has(String adjective) {
        return adjectives.contains(adjective);
    }

    void set(String adjective, boolean value) {
        if (value) {
            adjectives.add(adjective);
        } else {
            adjectives.remove(adjective);
        }
    }

    boolean isIn(Thing holder) {
        return parent == holder;
    }

    boolean isOpen() {
        return has("open");
    }

    /** Returns whether what is in it can be seen and reached from outside. */
    boolean isSeeThrough() {
        return isA("supporter") || isA("container") && isOpen();
    }

    boolean isFixed() {
        return has("fixed in place");
    }

    /** Moves it to be the first in a holder; to nowhere if null. */
    void moveTo(@Nullable Thing holder) {
        if (parent != null) {
            parent.children.remove(this);
        }
        parent = holder;
        if (holder != null) {
            holder.children.addFirst(this);
        }
    }

    /** Returns whether it holds another, at any depth. */
    boolean encloses(Thing other) {
        for (Thing at = other.parent; at != null; at = at.parent) {
            if (at == this) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return id;
    }
}
