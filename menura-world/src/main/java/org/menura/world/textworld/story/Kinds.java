package org.menura.world.textworld.story;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.menura.world.textworld.logic.Logic;

/** The kinds of things of a knowledge base and what their definitions say of them. */
final class Kinds {
    private static final Pattern IS_A_KIND = Pattern.compile("(?:an? )?(.+?) is a kind of (.+)");
    private static final Pattern VALUES_ARE = Pattern.compile("the (.+?) are (.+)");
    private static final Pattern IS = Pattern.compile("(?:an? )?(.+?) (?:is|are) (?:usually )?(.+)");
    private static final Pattern CAN_OR_HAS = Pattern.compile("(?:an? )?.+? (?:can be|has) .+");
    private static final Pattern HAS_VALUE = Pattern.compile("(?:an? )?(.+?) has an? (.+)");

    private final Logic logic;
    private final Map<String, List<String>> parents = new HashMap<>();
    private final Map<String, List<String>> adjectives = new LinkedHashMap<>();
    private final Map<String, List<String>> valued = new LinkedHashMap<>();
    private final Map<String, List<String>> enumerations = new HashMap<>();

    Kinds(Logic logic) {
        this.logic = logic;
        adjectives.put("door", new ArrayList<>(List.of("openable", "lockable", "fixed in place")));
        logic.kinds().forEach((type, kind) -> {
            List<String> above = parents.computeIfAbsent(kind.kind(), k -> new ArrayList<>());
            for (String parent : logic.types().parents(type)) {
                Logic.Kind parentKind = logic.kinds().get(parent);
                if (parentKind != null) {
                    above.add(parentKind.kind());
                }
            }
        });
        logic.kinds().values().forEach(kind -> define(kind.definition()));
    }

    private void define(String definition) {
        for (String sentence : definition.split("\\.(?:\\s+|$)")) {
            String said = Character.isUpperCase(sentence.isEmpty() ? ' ' : sentence.charAt(0))
                    ? Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1)
                    : sentence;
            Matcher kind = IS_A_KIND.matcher(said);
            Matcher values = VALUES_ARE.matcher(said);
            Matcher is = IS.matcher(said);
            Matcher hasValue = HAS_VALUE.matcher(said);
            if (kind.matches()) {
                if (kind.group(2).equals("value")) {
                    enumerations.put(kind.group(1), new ArrayList<>());
                } else {
                    parents.computeIfAbsent(kind.group(1), k -> new ArrayList<>())
                            .add(kind.group(2));
                }
            } else if (values.matches() && enumerations.containsKey(values.group(1))) {
                enumerations.get(values.group(1)).addAll(items(values.group(2)));
            } else if (hasValue.matches()) {
                valued.computeIfAbsent(hasValue.group(1), k -> new ArrayList<>())
                        .add(hasValue.group(2));
            } else if (!CAN_OR_HAS.matcher(said).matches() && is.matches()) {
                adjectives
                        .computeIfAbsent(singular(is.group(1)), k -> new ArrayList<>())
                        .addAll(items(is.group(2)));
            }
        }
    }

    private String singular(String subject) {
        boolean known = parents.containsKey(subject) || !subject.endsWith("s");
        return known ? subject : subject.substring(0, subject.length() - 1);
    }

    private static List<String> items(String list) {
        List<String> items = new ArrayList<>();
        for (String item : list.split(", | and ")) {
            items.add(item.startsWith("a ") ? item.substring(2) : item);
        }
        return items;
    }

    /** Gives a thing of a type its kinds and what is usual for them; what is nearer to its own kind is said last. */
    void apply(String type, Thing thing) {
        Logic.Kind own = logic.kinds().get(type);
        List<String> order = new ArrayList<>();
        collect(own == null ? "thing" : own.kind(), order, 0);
        if (!order.contains("room") && !order.contains("thing")) {
            order.addFirst("thing");
        }
        thing.kinds.addAll(order);
        for (String kind : order) {
            for (String property : valued.getOrDefault(kind, List.of())) {
                List<String> values = enumerations.getOrDefault(property, List.of());
                if (!values.isEmpty()) {
                    thing.values.put(property, values.getFirst());
                }
            }
            for (String adjective : adjectives.getOrDefault(kind, List.of())) {
                make(thing, adjective);
            }
        }
    }

    private void collect(String kind, List<String> order, int depth) {
        if (depth > parents.size() + 1) {
            return;
        }
        for (String parent : parents.getOrDefault(kind, List.of())) {
            collect(parent, order, depth + 1);
        }
        if (!order.contains(kind)) {
            order.add(kind);
        }
    }

    /** Makes a thing what an adjective says. */
    void make(Thing thing, String adjective) {
        String property = property(adjective);
        if (property != null) {
            thing.values.put(property, adjective);
            return;
        }
        switch (adjective) {
            case "closed" -> thing.set("open", false);
            case "locked" -> {
                thing.set("locked", true);
                thing.set("open", false);
            }
            case "unlocked" -> thing.set("locked", false);
            case "inedible" -> thing.set("edible", false);
            case "portable" -> thing.set("fixed in place", false);
            default -> {
                if (adjective.startsWith("not ")) {
                    thing.set(adjective.substring(4), false);
                } else {
                    thing.set(adjective, true);
                }
            }
        }
    }

    /** Returns whether an adjective is true of a thing. */
    boolean is(Thing thing, String adjective) {
        String property = property(adjective);
        if (property != null) {
            return adjective.equals(thing.values.get(property));
        }
        return switch (adjective) {
            case "closed" -> !thing.isOpen();
            case "unlocked" -> !thing.has("locked");
            case "inedible" -> !thing.has("edible");
            case "portable" -> !thing.isFixed();
            default -> adjective.startsWith("not ") ? !is(thing, adjective.substring(4)) : thing.has(adjective);
        };
    }

    private @Nullable String property(String value) {
        for (Map.Entry<String, List<String>> enumeration : enumerations.entrySet()) {
            if (enumeration.getValue().contains(value)) {
                return enumeration.getKey();
            }
        }
        return null;
    }
}
