package org.menura.world.textworld.logic;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The logic of a game, and how it is said in Inform 7: kinds, predicates, commands and further source. */
public final class Logic {
    /**
     * How a rule is commanded and how its event is named.
     *
     * @param command such as {@code take {o} from {c}}
     * @param event such as {@code removing the {o} from the {c}}
     */
    public record Wording(String command, String event) {}

    /**
     * What a type is called in Inform 7.
     *
     * @param kind such as {@code container}
     * @param definition sentences about the kind; may be empty
     */
    public record Kind(String kind, String definition) {}

    /** What a predicate says: {@code The {c} is open} for {@code open(c)}. */
    private record Saying(Predicate predicate, String template) {}

    private final Types types;
    private final TreeMap<String, Rule> rules;
    private final Map<String, Wording> wordings;
    private final Map<String, Kind> kinds;
    private final List<Saying> sayings;
    private final String code;

    Logic(LogicParser parser) {
        types = parser.types;
        rules = new TreeMap<>();
        for (Rule rule : parser.rules) {
            rules.put(rule.name(), parser.withoutAliases(rule));
        }
        wordings = new LinkedHashMap<>(parser.wordings);
        kinds = new LinkedHashMap<>(parser.kinds);
        sayings = parser.sayings.entrySet().stream()
                .map(e -> new Saying(e.getKey(), e.getValue()))
                .toList();
        code = parser.code.toString();
    }

    /**
     * Parses the text of a knowledge base.
     *
     * @throws org.menura.format.FormatException if it is malformed
     */
    public static Logic parse(String text) {
        LogicParser parser = new LogicParser(text);
        parser.document();
        return new Logic(parser);
    }

    /** Returns the types. */
    public Types types() {
        return types;
    }

    /** Returns the rules in the order of their names. */
    public List<Rule> rules() {
        return List.copyOf(rules.values());
    }

    /** Returns how a rule is worded; empty if it has no command. */
    public Optional<Wording> wording(Rule rule) {
        return Optional.ofNullable(wordings.get(rule.name()));
    }

    /** Returns the Inform 7 kinds by type, in the order of the types' definitions. */
    public Map<String, Kind> kinds() {
        return kinds;
    }

    /** Returns the Inform 7 source that a knowledge base adds; empty if none. */
    public String code() {
        return code;
    }

    /** Returns a fact said in Inform 7, such as {@code The c_0 is open}; empty if it cannot be said there. */
    public Optional<String> say(Fact fact) {
        List<String> actual = fact.arguments().stream().map(Variable::type).toList();
        List<Saying> fitting = sayings.stream()
                .filter(s -> s.predicate.name().equals(fact.name()) && types.areA(actual, s.predicate.types()))
                .toList();
        Optional<Saying> saying = fitting.stream()
                .filter(s -> s.predicate.types().equals(actual))
                .findFirst()
                .or(() -> fitting.stream().findFirst());
        return saying.map(s -> {
            Map<String, String> names = new LinkedHashMap<>();
            for (int i = 0; i < fact.arguments().size(); i++) {
                names.put(
                        s.predicate.parameters().get(i).name(), fact.argument(i).name());
            }
            return fill(s.template, names);
        });
    }

    /** Returns the command of a deed with the names of things. */
    public Optional<String> command(Deed deed, Function<Variable, String> names) {
        return wording(deed.rule()).map(w -> fill(w.command, byPlaceholder(deed, names)));
    }

    /** Returns the event of a deed with the names of things. */
    public Optional<String> event(Deed deed, Function<Variable, String> names) {
        return wording(deed.rule()).map(w -> fill(w.event, byPlaceholder(deed, names)));
    }

    private static Map<String, String> byPlaceholder(Deed deed, Function<Variable, String> names) {
        return deed.binding().entrySet().stream()
                .collect(Collectors.toMap(e -> e.getKey().name(), e -> names.apply(e.getValue()), (a, b) -> a));
    }

    private static String fill(String template, Map<String, String> names) {
        StringBuilder filled = new StringBuilder();
        int from = 0;
        for (int open = template.indexOf('{'); open >= 0; open = template.indexOf('{', from)) {
            int close = template.indexOf('}', open);
            if (close < 0) {
                break;
            }
            filled.append(template, from, open)
                    .append(names.getOrDefault(
                            template.substring(open + 1, close), template.substring(open, close + 1)));
            from = close + 1;
        }
        return filled.append(template.substring(from)).toString();
    }
}
