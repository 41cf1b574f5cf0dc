package org.menura.data.dolma;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.menura.data.dolma.JsonPath.Condition;
import org.menura.data.dolma.JsonPath.Step;
import org.menura.format.FormatException;

/** Parses JSONPath by recursive descent. */
final class JsonPathParser {
    private static final int MAX_DEPTH = 50;
    private static final List<String> COMPARISONS = List.of("==", "!=", "<=", ">=", "<", ">");

    private final String text;
    private int at;
    private int depth;

    JsonPathParser(String text) {
        this.text = text;
    }

    /** A side of a comparison: what it may be in a value. */
    private interface Operand {
        List<JsonNode> values(JsonNode value, JsonNode root);
    }

    JsonPath parse() {
        blanks();
        if (!take("$")) {
            throw error("a path begins with $");
        }
        take("@"); // Dolma's examples have $@.attributes
        JsonPath path = new JsonPath(text, steps());
        blanks();
        if (at < text.length()) {
            throw error("this is not understood");
        }
        return path;
    }

    private List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        while (true) {
            if (take("..")) {
                steps.add(new Step.Descend());
                if (!ahead('[')) {
                    steps.add(take("*") ? new Step.Any() : new Step.Name(name()));
                }
            } else if (take(".")) {
                if (!ahead('[')) {
                    steps.add(take("*") ? new Step.Any() : new Step.Name(name()));
                }
            } else if (take("[")) {
                steps.add(bracket());
            } else {
                return steps;
            }
        }
    }

    private Step bracket() {
        blanks();
        Step step;
        if (take("?")) {
            blanks();
            expect("(");
            step = new Step.Where(either());
            blanks();
            expect(")");
        } else if (take("*")) {
            step = new Step.Any();
        } else if (ahead('\'') || ahead('"')) {
            step = new Step.Name(quoted());
        } else {
            int from = at;
            while (at < text.length() && Character.isDigit(text.charAt(at))) {
                at++;
            }
            if (from == at || at - from > 9) {
                throw error("an index, a name in quotes, * or ?(…) is expected");
            }
            step = new Step.Index(Integer.parseInt(text.substring(from, at)));
        }
        blanks();
        expect("]");
        return step;
    }

    private Condition either() {
        if (++depth > MAX_DEPTH) {
            throw error("nested more than %d deep".formatted(MAX_DEPTH));
        }
        Condition left = both();
        while (takeWord("||")) {
            Condition one = left;
            Condition other = both();
            left = (value, root) -> one.holds(value, root) || other.holds(value, root);
        }
        depth--;
        return left;
    }

    private Condition both() {
        Condition left = single();
        while (takeWord("&&")) {
            Condition one = left;
            Condition other = single();
            left = (value, root) -> one.holds(value, root) && other.holds(value, root);
        }
        return left;
    }

    private Condition single() {
        blanks();
        if (ahead('!') && !text.startsWith("!=", at)) {
            at++;
            if (++depth > MAX_DEPTH) {
                throw error("nested more than %d deep".formatted(MAX_DEPTH));
            }
            Condition inner = single();
            depth--;
            return (value, root) -> !inner.holds(value, root);
        }
        if (take("(")) {
            Condition inner = either();
            blanks();
            expect(")");
            return inner;
        }
        Operand left = operand();
        blanks();
        for (String comparison : COMPARISONS) {
            if (take(comparison)) {
                blanks();
                Operand right = operand();
                return (value, root) -> compared(comparison, left.values(value, root), right.values(value, root));
            }
        }
        return (value, root) -> !left.values(value, root).isEmpty();
    }

    private Operand operand() {
        if (take("@")) {
            JsonPath path = new JsonPath(text, steps());
            return path::find;
        }
        if (take("$")) {
            JsonPath path = new JsonPath(text, steps());
            return (value, root) -> path.find(root, root);
        }
        List<JsonNode> literal = List.of(literal());
        return (value, root) -> literal;
    }

    private JsonNode literal() {
        if (ahead('\'') || ahead('"')) {
            return TextNode.valueOf(quoted());
        }
        if (take("true")) {
            return BooleanNode.TRUE;
        }
        if (take("false")) {
            return BooleanNode.FALSE;
        }
        if (take("null")) {
            return NullNode.instance;
        }
        int from = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        try {
            BigDecimal number = new BigDecimal(text.substring(from, at));
            if (Math.abs((long) number.scale()) > 400) {
                throw new NumberFormatException();
            }
            return DecimalNode.valueOf(number);
        } catch (NumberFormatException _) {
            at = from;
            throw error("@, $, a number, a string, true, false or null is expected");
        }
    }

    private static boolean compared(String comparison, List<JsonNode> left, List<JsonNode> right) {
        return switch (comparison) {
            case "==" -> same(left, right);
            case "!=" -> !same(left, right);
            case "<" -> less(left, right);
            case "<=" -> less(left, right) || same(left, right);
            case ">" -> less(right, left);
            default -> less(right, left) || same(left, right);
        };
    }

    private static boolean less(List<JsonNode> left, List<JsonNode> right) {
        if (left.size() != 1 || right.size() != 1) {
            return false;
        }
        JsonNode a = left.getFirst();
        JsonNode b = right.getFirst();
        return a.isNumber() && b.isNumber()
                ? a.doubleValue() < b.doubleValue()
                : a.isTextual() && b.isTextual() && a.textValue().compareTo(b.textValue()) < 0;
    }

    /** Whether as many values are there, equal one by one: nothing equals nothing. */
    private static boolean same(List<JsonNode> left, List<JsonNode> right) {
        boolean same = left.size() == right.size();
        for (int i = 0; same && i < left.size(); i++) {
            same = same(left.get(i), right.get(i));
        }
        return same;
    }

    private static boolean same(JsonNode a, JsonNode b) {
        return a.isNumber() && b.isNumber() ? a.doubleValue() == b.doubleValue() : a.equals(b);
    }

    private String name() {
        int from = at;
        while (at < text.length() && isName(text.charAt(at))) {
            at++;
        }
        if (from == at) {
            throw error("a name is expected");
        }
        return text.substring(from, at);
    }

    private static boolean isName(char c) {
        return Character.isLetterOrDigit(c) || "_-/#".indexOf(c) >= 0 || Character.isSurrogate(c);
    }

    private String quoted() {
        char quote = text.charAt(at++);
        StringBuilder out = new StringBuilder();
        while (at < text.length() && text.charAt(at) != quote) {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            out.append(text.charAt(at++));
        }
        if (at == text.length()) {
            throw error("a quote is not closed");
        }
        at++;
        return out.toString();
    }

    private boolean takeWord(String word) {
        blanks();
        return take(word);
    }

    private boolean take(String word) {
        if (text.startsWith(word, at)) {
            at += word.length();
            return true;
        }
        return false;
    }

    private boolean ahead(char c) {
        return at < text.length() && text.charAt(at) == c;
    }

    private void expect(String word) {
        if (!take(word)) {
            throw error("'%s' is expected".formatted(word));
        }
    }

    private void blanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private FormatException error(String problem) {
        return new FormatException(
                "the JSONPath %s is not understood at character %d: %s".formatted(text, at + 1, problem));
    }
}
