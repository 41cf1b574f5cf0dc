package org.menura.train.optim;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.menura.tensor.grad.Parameter;

/** Sorts parameters into groups by their names. */
public final class ParameterGroups {
    /**
     * Names of what is usually not decayed: norms, biases, embeddings, and the vectors of state-space layers, in the
     * naming of common checkpoints.
     */
    public static final Pattern NO_DECAY =
            Pattern.compile("(?i)norm|(^|[._])ln(_|\\d|\\.|$)|bias|embed|(^|\\.)(wte|wpe|emb|shared)\\."
                    + "|(^|\\.)(A_log|D|dt_bias)$");

    private ParameterGroups() {}

    /**
     * What to do with parameters of certain names.
     *
     * @param group the group's name
     * @param names is searched for in a parameter's name; {@code ^} and {@code $} ask for the whole
     * @param weightDecay see {@link ParameterGroup}
     * @param rateScale see {@link ParameterGroup}
     */
    public record Rule(String group, Pattern names, double weightDecay, double rateScale) {
        /** A rule that leaves the learning rate as it is. */
        public static Rule of(String group, String names, double weightDecay) {
            return new Rule(group, Pattern.compile(names), weightDecay, 1);
        }
    }

    /**
     * One group per rule, in the order of the rules; a parameter belongs to the first rule that its name matches.
     *
     * @throws IllegalArgumentException if a parameter matches none
     */
    public static List<ParameterGroup> of(List<Parameter> parameters, List<Rule> rules) {
        List<List<Parameter>> sorted = new ArrayList<>();
        rules.forEach(_ -> sorted.add(new ArrayList<>()));
        for (Parameter p : parameters) {
            sorted.get(first(rules, p.name())).add(p);
        }
        List<ParameterGroup> groups = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            Rule rule = rules.get(i);
            groups.add(new ParameterGroup(rule.group(), sorted.get(i), rule.weightDecay(), rule.rateScale()));
        }
        return groups;
    }

    /** Two groups: "no decay" for names in which {@code noDecay} is found, and "decay" for the others. */
    public static List<ParameterGroup> decay(List<Parameter> parameters, double weightDecay, Pattern noDecay) {
        return of(
                parameters,
                List.of(new Rule("no decay", noDecay, 0, 1), new Rule("decay", Pattern.compile(""), weightDecay, 1)));
    }

    /** Two groups, of which {@link #NO_DECAY} is not decayed. */
    public static List<ParameterGroup> decay(List<Parameter> parameters, double weightDecay) {
        return decay(parameters, weightDecay, NO_DECAY);
    }

    /** One group with everything. */
    public static List<ParameterGroup> all(List<Parameter> parameters, double weightDecay) {
        return List.of(new ParameterGroup("all", parameters, weightDecay, 1));
    }

    private static int first(List<Rule> rules, String name) {
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).names().matcher(name).find()) {
                return i;
            }
        }
        throw new IllegalArgumentException(
                "parameter %s matches none of the %d rules; end them with a rule for the pattern \"\""
                        .formatted(name, rules.size()));
    }
}
