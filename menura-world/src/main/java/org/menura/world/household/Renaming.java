package org.menura.world.household;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.menura.tensor.Rng;
import org.menura.world.household.scene.Affordances;

/**
 * Exchanges the names of things among each other, in everything that is read and written: a mug may be called tomato
 * throughout an episode, and lists are in another order. What stays true under any names is that the thing to take is the one that the task names, which
 * few demonstrations teach only so (augmentation by exchange of symbols). Names that say what can be done keep their
 * meaning: those of lamps, knives, and the receptacles that heat, cool and clean.
 */
final class Renaming {
    private static final Pattern WORD = Pattern.compile("[a-z]+");
    private static final Set<String> KEPT = Set.of("Knife", "ButterKnife");

    private static final Pattern LIST = Pattern.compile("[a-z]+ \\d+(?:, [a-z]+ \\d+)+");
    private static final String BETWEEN = ", ";

    private final long seed;
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, String> backwards = new HashMap<>();

    /** Draws names for a seed; 0 keeps all. */
    Renaming(Affordances affordances, long seed) {
        this.seed = seed;
        if (seed == 0) {
            return;
        }
        Rng rng = new Rng(seed);
        Set<String> roles = Set.of(affordances.heatsWith(), affordances.coolsWith(), affordances.cleansWith());
        List<String> objects = affordances.pickupable().stream()
                .filter(t -> !KEPT.contains(t) && !affordances.can("Toggleable", t))
                .toList();
        exchange(objects, rng);
        List<String> receptacles = affordances.accepts().keySet().stream()
                .filter(t -> !affordances.pickupable().contains(t) && !roles.contains(t))
                .toList();
        Map<Boolean, List<String>> byOpening =
                receptacles.stream().collect(Collectors.partitioningBy(affordances.openable()::contains));
        byOpening.values().forEach(types -> exchange(types, rng));
    }

    private void exchange(List<String> types, Rng rng) {
        List<String> from =
                types.stream().map(t -> t.toLowerCase(Locale.ROOT)).sorted().toList();
        List<String> to = new ArrayList<>(from);
        rng.shuffle(to);
        for (int i = 0; i < to.size(); i++) {
            names.put(from.get(i), to.get(i));
            backwards.put(to.get(i), from.get(i));
        }
    }

    /** Writes a text with the drawn names, and the things of its lists in another order. */
    String told(String text) {
        return names.isEmpty()
                ? text
                : LIST.matcher(exchanged(text, names)).replaceAll(m -> Matcher.quoteReplacement(mixed(m.group())));
    }

    /** Writes commands with the drawn names, in the order of their characters. */
    List<String> told(List<String> commands) {
        return names.isEmpty()
                ? commands
                : commands.stream().map(this::told).sorted().toList();
    }

    private String mixed(String list) {
        List<String> things = new ArrayList<>(List.of(list.split(BETWEEN)));
        new Rng(seed, list.hashCode()).shuffle(things);
        return String.join(BETWEEN, things);
    }

    /** Writes a text of the drawn names with the true ones. */
    String meant(String text) {
        return exchanged(text, backwards);
    }

    private static String exchanged(String text, Map<String, String> names) {
        return names.isEmpty()
                ? text
                : WORD.matcher(text)
                        .replaceAll(m -> Matcher.quoteReplacement(names.getOrDefault(m.group(), m.group())));
    }
}
