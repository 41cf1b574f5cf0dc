package org.menura.world.household.scene;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.menura.format.FormatException;
import org.menura.world.household.pddl.Formula;
import org.menura.world.household.pddl.FormulaReader;

/**
 * A kind of goal with slots for types of things.
 *
 * @param name such as {@code pick_heat_then_place_in_recep}
 * @param number of the kind among ALFWorld's six tasks; 0 if it is none of them
 * @param rooms kinds of rooms where it is set; empty for all
 * @param sentences in which it is told
 * @param slots names of the slots, such as {@code obj}
 * @param pddl the goal in PDDL
 */
public record GoalTemplate(
        String name, int number, List<String> rooms, List<String> sentences, List<String> slots, String pddl) {
    private static final Pattern SLOT = Pattern.compile("\\{([^{}]*)}");

    public GoalTemplate {
        rooms = List.copyOf(rooms);
        sentences = List.copyOf(sentences);
        slots = List.copyOf(slots);
    }

    /** Returns the goal as a formula, with types in its slots. */
    public Formula formula(Map<String, String> types) {
        return FormulaReader.read(fill(pddl, types), name);
    }

    /** Returns a sentence that tells the goal, with types in its slots. */
    public String sentence(int index, Map<String, String> types) {
        return fill(sentences.get(index), types).toLowerCase(Locale.ROOT);
    }

    /** Returns its name with the types in its slots, such as {@code pick_and_place_simple Book Bed}. */
    public String name(Map<String, String> types) {
        StringBuilder all = new StringBuilder(name);
        slots.forEach(s -> all.append(' ').append(types.get(s)));
        return all.toString();
    }

    private List<String> texts() {
        List<String> texts = new ArrayList<>(sentences);
        texts.add(pddl);
        return texts;
    }

    private static String fill(String text, Map<String, String> types) {
        String filled = text;
        for (var slot : types.entrySet()) {
            filled = filled.replace("{" + slot.getKey() + "}", slot.getValue());
        }
        return filled;
    }

    static GoalTemplate read(Fields in) {
        GoalTemplate goal = new GoalTemplate(
                in.text("name"),
                in.node().has("alfworld_task_type") ? in.number("alfworld_task_type") : 0,
                in.texts("rooms"),
                in.texts("templates"),
                in.texts("slots"),
                in.text("pddl"));
        if (goal.sentences.isEmpty()) {
            throw new FormatException(
                    "%s: the goal \"%s\" has no sentence in \"templates\"".formatted(in.source(), goal.name));
        }
        for (String text : goal.texts()) {
            Matcher slot = SLOT.matcher(text);
            while (slot.find()) {
                if (!goal.slots.contains(slot.group(1))) {
                    throw new FormatException("%s: the goal \"%s\" has %s in \"%s\", but not in its \"slots\""
                            .formatted(in.source(), goal.name, slot.group(), text));
                }
            }
        }
        FormulaReader.read(goal.pddl, "%s, goal \"%s\"".formatted(in.source(), goal.name));
        return goal;
    }
}
