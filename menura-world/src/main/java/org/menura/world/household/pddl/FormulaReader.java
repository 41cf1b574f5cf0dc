package org.menura.world.household.pddl;

import java.util.ArrayList;
import java.util.List;
import org.menura.format.FormatException;

/**
 * Reads a goal such as {@code (:goal (exists (?o - object) (isClean ?o)))}.
 *
 * <p>A comment reaches from {@code ;} to the end of its line. A text on a single line has lost its line ends: there a
 * comment is the expression that follows the semicolon.
 */
public final class FormulaReader {
    private static final int MAX_DEPTH = 100;

    private final String text;
    private final String source;
    private final boolean oneLine;
    private int at;

    private FormulaReader(String text, String source) {
        this.text = text;
        this.source = source;
        this.oneLine = text.indexOf('\n') < 0;
    }

    /**
     * Reads a goal, with or without its {@code :goal}.
     *
     * @param source where the text comes from, for messages
     * @throws FormatException if it is malformed
     */
    public static Formula read(String text, String source) {
        FormulaReader reader = new FormulaReader(text, source);
        Node node = reader.node(0);
        reader.blank(0);
        if (reader.at < text.length()) {
            throw reader.wrong("something follows the goal");
        }
        if (node instanceof Group(var parts)
                && parts.size() == 2
                && parts.getFirst().equals(new Word(":goal"))) {
            node = parts.get(1);
        }
        return reader.formula(node).narrowed();
    }

    private sealed interface Node {}

    private record Word(String text) implements Node {}

    private record Group(List<Node> parts) implements Node {}

    private Node node(int depth) {
        if (depth > MAX_DEPTH) {
            throw wrong("it is nested more than %d deep".formatted(MAX_DEPTH));
        }
        blank(depth);
        if (at == text.length()) {
            throw wrong("it ends early");
        }
        if (text.charAt(at) == ')') {
            throw wrong("a parenthesis closes that none opened");
        }
        if (text.charAt(at) != '(') {
            int from = at;
            while (at < text.length() && "(); \t\r\n".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return new Word(text.substring(from, at));
        }
        at++;
        List<Node> parts = new ArrayList<>();
        for (blank(depth); at < text.length() && text.charAt(at) != ')'; blank(depth)) {
            parts.add(node(depth + 1));
        }
        if (at == text.length()) {
            throw wrong("a parenthesis isn't closed");
        }
        at++;
        return new Group(parts);
    }

    private void blank(int depth) {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == ';') {
                at++;
                if (oneLine) {
                    node(depth + 1);
                } else {
                    int end = text.indexOf('\n', at);
                    at = end < 0 ? text.length() : end;
                }
            } else if (Character.isWhitespace(c)) {
                at++;
            } else {
                return;
            }
        }
    }

    private Formula formula(Node node) {
        if (!(node instanceof Group(var parts)) || parts.isEmpty() || !(parts.getFirst() instanceof Word first)) {
            throw wrong("a formula begins with a parenthesis and a word");
        }
        String head = first.text();
        List<Node> rest = parts.subList(1, parts.size());
        return switch (head) {
            case "and" -> new Formula.And(rest.stream().map(this::formula).toList());
            case "or" -> new Formula.Or(rest.stream().map(this::formula).toList());
            case "not" -> new Formula.Not(formula(only(rest, 1, head).getFirst()));
            case "exists" -> new Formula.Exists(variables(only(rest, 2, head).getFirst()), formula(rest.get(1)));
            case "forall" -> new Formula.ForAll(variables(only(rest, 2, head).getFirst()), formula(rest.get(1)));
            case "=" -> new Formula.Equal(word(only(rest, 2, head).getFirst()), word(rest.get(1)));
            default -> new Formula.Atom(head, rest.stream().map(this::word).toList());
        };
    }

    /** Reads {@code (?a ?b - type ?c - type)}. */
    private List<Formula.Variable> variables(Node node) {
        if (!(node instanceof Group(var parts))) {
            throw wrong("a quantifier needs its variables in parentheses");
        }
        List<Formula.Variable> variables = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            // Some goals separate variables by commas, as the planner they were written for lets them.
            String word = word(parts.get(i)).replace(",", "");
            if (word.equals("-") && i + 1 < parts.size()) {
                String type = word(parts.get(++i)).replace(",", "");
                names.forEach(n -> variables.add(new Formula.Variable(n, type)));
                names.clear();
            } else if (word.startsWith("?")) {
                names.add(word);
            } else {
                throw wrong("\"%s\" is no variable".formatted(word));
            }
        }
        if (!names.isEmpty()) {
            throw wrong("the variable %s has no type".formatted(names.getFirst()));
        }
        return variables;
    }

    private List<Node> only(List<Node> parts, int count, String head) {
        if (parts.size() != count) {
            throw wrong("\"%s\" has %d parts, not %d".formatted(head, parts.size(), count));
        }
        return parts;
    }

    private String word(Node node) {
        if (node instanceof Word(var word)) {
            return word;
        }
        throw wrong("a term is a word, not a list");
    }

    private FormatException wrong(String what) {
        return new FormatException("%s: the goal in PDDL is malformed at character %d: %s".formatted(source, at, what));
    }
}
