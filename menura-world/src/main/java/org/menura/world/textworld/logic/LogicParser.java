package org.menura.world.textworld.logic;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/** Parses the text of a knowledge base: types with predicates, rules, constraints and their Inform 7 wording. */
final class LogicParser {
    private static final int MAX_ALIAS_DEPTH = 20;

    final Types types = new Types();
    final List<Rule> rules = new ArrayList<>();
    final Map<String, Logic.Wording> wordings = new LinkedHashMap<>();
    final Map<String, Logic.Kind> kinds = new LinkedHashMap<>();
    final Map<Predicate, String> sayings = new LinkedHashMap<>();
    final StringBuilder code = new StringBuilder();
    private final Map<Predicate, List<Predicate>> aliases = new LinkedHashMap<>();
    private final LogicTokens tokens;

    LogicParser(String text) {
        tokens = new LogicTokens(text);
    }

    void document() {
        while (!tokens.atEnd()) {
            tokens.expect("type");
            type();
        }
    }

    private void type() {
        String name = tokens.name();
        List<String> supertypes = new ArrayList<>();
        if (tokens.take(":")) {
            do {
                supertypes.add(tokens.name());
            } while (tokens.take(","));
        }
        if (types.has(name)) {
            throw tokens.error("a type '" + name + "' defined twice");
        }
        types.add(name, supertypes);
        tokens.expect("{");
        while (!tokens.take("}")) {
            switch (tokens.name()) {
                case "predicates" -> block(this::signatureOrAlias);
                case "rules" -> block(() -> rules.add(rule()));
                case "constraints" -> block(this::rule);
                case "reverse_rules" -> block(this::reverse);
                case "inform7" -> inform7(name);
                default -> throw tokens.error("a part other than predicates, rules, constraints and inform7");
            }
        }
    }

    private void block(Runnable element) {
        tokens.expect("{");
        while (!tokens.take("}")) {
            element.run();
            tokens.expect(";");
        }
    }

    private void signatureOrAlias() {
        Predicate pattern = predicate(new HashMap<>());
        if (tokens.take("=")) {
            Map<String, Placeholder> names = new HashMap<>();
            pattern.parameters().forEach(p -> names.put(p.name(), p));
            aliases.put(pattern, conjunction(names, null));
        }
    }

    private void reverse() {
        tokens.name();
        tokens.expect("::");
        tokens.name();
    }

    private Rule rule() {
        String name = tokens.name();
        tokens.expect("::");
        Map<String, Placeholder> names = new HashMap<>();
        List<Predicate> kept = new ArrayList<>();
        List<Predicate> before = conjunction(names, kept);
        tokens.expect("->");
        List<Predicate> after = new ArrayList<>(kept);
        after.addAll(conjunction(names, null));
        return new Rule(name, before, after);
    }

    /** Reads predicates joined by {@code &}; those marked with {@code $} go into {@code kept} too. */
    private List<Predicate> conjunction(Map<String, Placeholder> names, @Nullable List<Predicate> kept) {
        List<Predicate> predicates = new ArrayList<>();
        do {
            boolean keep = kept != null && tokens.take("$");
            Predicate predicate = predicate(names);
            predicates.add(predicate);
            if (keep && kept != null) {
                kept.add(predicate);
            }
        } while (tokens.take("&"));
        return predicates;
    }

    private Predicate predicate(Map<String, Placeholder> names) {
        String name = tokens.take("!") ? "not_" + tokens.name() : tokens.name();
        tokens.expect("(");
        List<Placeholder> parameters = new ArrayList<>();
        while (!tokens.take(")")) {
            if (!parameters.isEmpty()) {
                tokens.expect(",");
            }
            String parameter = tokens.name();
            String type = tokens.take(":") ? tokens.name() : null;
            parameters.add(
                    names.computeIfAbsent(parameter, n -> new Placeholder(n, type != null ? type : withoutPrimes(n))));
        }
        return new Predicate(name, parameters);
    }

    private static String withoutPrimes(String name) {
        int end = name.length();
        while (end > 0 && name.charAt(end - 1) == '\'') {
            end--;
        }
        return name.substring(0, end);
    }

    private void inform7(String type) {
        tokens.expect("{");
        while (!tokens.take("}")) {
            switch (tokens.name()) {
                case "type" -> kind(type);
                case "predicates" ->
                    block(() -> {
                        Predicate predicate = predicate(new HashMap<>());
                        tokens.expect("::");
                        sayings.put(predicate, tokens.string());
                    });
                case "commands" ->
                    block(() -> {
                        String rule = tokens.name();
                        tokens.expect("::");
                        String command = tokens.string();
                        tokens.expect("::");
                        wordings.put(rule, new Logic.Wording(command, tokens.string()));
                    });
                case "code" -> {
                    tokens.expect("::");
                    code.append(tokens.string()).append('\n');
                    tokens.expect(";");
                }
                default -> throw tokens.error("a part of inform7 other than type, predicates, commands and code");
            }
        }
    }

    private void kind(String type) {
        Map<String, String> parts = new HashMap<>();
        block(() -> {
            String part = tokens.name();
            tokens.expect("::");
            parts.put(part, tokens.string());
        });
        String kind = parts.get("kind");
        if (kind == null) {
            throw tokens.error("an inform7 type without its kind");
        }
        kinds.put(type, new Logic.Kind(kind, parts.getOrDefault("definition", "")));
    }

    /** Returns a rule whose predicates that are aliases are replaced by what these stand for. */
    Rule withoutAliases(Rule rule) {
        return new Rule(
                rule.name(),
                expand(rule.preconditions(), MAX_ALIAS_DEPTH),
                expand(rule.postconditions(), MAX_ALIAS_DEPTH));
    }

    private List<Predicate> expand(List<Predicate> predicates, int depth) {
        if (depth == 0) {
            throw new FormatException("The knowledge base has predicates that are defined by each other in a circle");
        }
        List<Predicate> expanded = new ArrayList<>();
        for (Predicate predicate : predicates) {
            List<Predicate> replacement = replacement(predicate);
            expanded.addAll(replacement.isEmpty() ? List.of(predicate) : expand(replacement, depth - 1));
        }
        return expanded;
    }

    private List<Predicate> replacement(Predicate predicate) {
        for (Map.Entry<Predicate, List<Predicate>> alias : aliases.entrySet()) {
            Predicate pattern = alias.getKey();
            if (pattern.name().equals(predicate.name()) && pattern.types().equals(predicate.types())) {
                Map<Placeholder, Placeholder> names = new HashMap<>();
                for (int i = 0; i < pattern.parameters().size(); i++) {
                    names.put(
                            pattern.parameters().get(i), predicate.parameters().get(i));
                }
                return alias.getValue().stream().map(p -> p.substitute(names)).toList();
            }
        }
        return List.of();
    }
}
