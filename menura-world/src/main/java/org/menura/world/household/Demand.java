package org.menura.world.household;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.world.household.engine.Item;
import org.menura.world.household.pddl.Formula;

/**
 * What a goal demands, as the experts need to know it: a number of objects of a type with properties in one receptacle
 * of a type, or an object carried to a lamp that is on.
 *
 * @param object type of the objects
 * @param count how many are needed; {@link #ALL} for all of the type
 * @param clean whether they must be clean
 * @param hot whether they must be hot
 * @param cool whether they must be cool
 * @param sliced whether they must be sliced
 * @param receptacle type of the receptacle where they must be; null if the object is to be carried
 * @param lamp type of the lamp that must be on; null if there is none
 */
record Demand(
        String object,
        int count,
        boolean clean,
        boolean hot,
        boolean cool,
        boolean sliced,
        @Nullable String receptacle,
        @Nullable String lamp) {
    static final int ALL = Integer.MAX_VALUE;

    private static final String TYPE = "Type";

    /** More objects make plans and the search for them long. */
    private static final int MOST_OBJECTS = 4;

    /** Returns whether an object has the properties that are asked for. */
    boolean fits(Item item) {
        return item.type().equals(object)
                && (!clean || item.clean())
                && (!hot || item.hot())
                && (!cool || item.cool())
                && (!sliced || item.sliced());
    }

    /** Returns the demand of a goal whose slots are filled: the types in braces are replaced. */
    Demand filled(Map<String, String> slots) {
        return new Demand(
                filled(object, slots),
                count,
                clean,
                hot,
                cool,
                sliced,
                receptacle == null ? null : filled(receptacle, slots),
                lamp == null ? null : filled(lamp, slots));
    }

    private static String filled(String type, Map<String, String> slots) {
        return type.startsWith("{") && type.endsWith("}")
                ? slots.getOrDefault(type.substring(1, type.length() - 1), type)
                : type;
    }

    /**
     * Derives the demand from a goal.
     *
     * @return empty if the goal demands something else, such as an object within an object, or has a free variable
     */
    static Optional<Demand> of(Formula goal) {
        return goal.free().isEmpty() ? new Reader().read(goal) : Optional.empty();
    }

    private static final class Reader {
        private final Map<String, String> objects = new HashMap<>();
        private final Map<String, String> receptacles = new HashMap<>();
        private final Map<String, Set<String>> said = new HashMap<>();
        private final Map<String, String> places = new HashMap<>();
        private boolean all;
        private boolean known = true;

        Optional<Demand> read(Formula goal) {
            walk(goal, false);
            List<String> lamps = with("isToggled");
            Set<String> types = new HashSet<>();
            List<String> wanted = new ArrayList<>();
            objects.forEach((variable, type) -> {
                if (!lamps.contains(variable)) {
                    types.add(type);
                    wanted.add(variable);
                }
            });
            if (!known || types.size() != 1 || lamps.size() > 1 || wanted.size() > MOST_OBJECTS) {
                return Optional.empty();
            }
            String lamp = lamps.isEmpty() ? null : objects.get(lamps.getFirst());
            Set<String> targets = new HashSet<>();
            wanted.forEach(v -> targets.add(receptacles.getOrDefault(places.getOrDefault(v, ""), "")));
            String target = targets.size() == 1 ? targets.iterator().next() : "";
            boolean carried = wanted.stream().allMatch(v -> said(v, "holds"));
            if (lamp == null == target.isEmpty() || lamp != null && !carried) {
                return Optional.empty();
            }
            return Optional.of(new Demand(
                    types.iterator().next(),
                    all ? ALL : wanted.size(),
                    wanted.stream().allMatch(v -> said(v, "isClean")),
                    wanted.stream().allMatch(v -> said(v, "isHot")),
                    wanted.stream().allMatch(v -> said(v, "isCool")),
                    wanted.stream().allMatch(v -> said(v, "isSliced")),
                    target.isEmpty() ? null : target,
                    lamp));
        }

        private List<String> with(String predicate) {
            return objects.keySet().stream().filter(v -> said(v, predicate)).toList();
        }

        private boolean said(String variable, String predicate) {
            return said.getOrDefault(variable, Set.of()).contains(predicate);
        }

        private void walk(Formula formula, boolean negated) {
            switch (formula) {
                case Formula.And(var parts) -> parts.forEach(p -> walk(p, negated));
                case Formula.Or(var parts) -> {
                    known &= all;
                    parts.forEach(p -> walk(p, negated));
                }
                case Formula.Not(var part) -> walk(part, !negated);
                case Formula.Exists(var _, var body) -> walk(body, negated);
                case Formula.ForAll(var _, var body) -> {
                    all = true;
                    walk(body, negated);
                }
                case Formula.Equal _ -> known &= negated;
                case Formula.Atom(var predicate, var arguments) -> {
                    if (!negated) {
                        atom(predicate, arguments);
                    } else {
                        // All objects of a type: each is in the receptacle, or not of the type.
                        known &= all && predicate.equals("objectType");
                    }
                }
            }
        }

        private void atom(String predicate, List<String> arguments) {
            switch (predicate) {
                case "objectType" -> objects.put(arguments.get(0), type(arguments.get(1)));
                case "receptacleType" -> receptacles.put(arguments.get(0), type(arguments.get(1)));
                case "inReceptacle" -> places.put(arguments.get(0), arguments.get(1));
                case "holds" -> say(arguments.get(1), predicate);
                case "isClean", "isHot", "isCool", "isSliced", "isToggled" -> say(arguments.get(0), predicate);
                case "cleanable", "heatable", "coolable", "sliceable", "toggleable" -> {}
                case "atLocation", "receptacleAtLocation", "objectAtLocation" -> {}
                default -> known = false;
            }
        }

        private void say(String variable, String predicate) {
            said.computeIfAbsent(variable, _ -> new HashSet<>()).add(predicate);
        }

        private static String type(String constant) {
            return constant.endsWith(TYPE) ? constant.substring(0, constant.length() - TYPE.length()) : constant;
        }
    }
}
