package org.menura.format.template;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.format.template.Expr.Comparator;
import org.menura.format.template.Expr.Operator;
import org.menura.format.template.Token.Kind;

/** Parses expressions, with Jinja2's precedences: {@code ~} binds between {@code +} and {@code *}. */
final class ExpressionParser {
    private static final Map<String, Comparator> COMPARATORS = Map.of(
            "==", Comparator.EQUAL,
            "!=", Comparator.NOT_EQUAL,
            "<", Comparator.LESS,
            "<=", Comparator.LESS_OR_EQUAL,
            ">", Comparator.GREATER,
            ">=", Comparator.GREATER_OR_EQUAL);
    private static final Map<String, Operator> OPERATORS = Map.of(
            "+", Operator.ADD,
            "-", Operator.SUBTRACT,
            "*", Operator.MULTIPLY,
            "/", Operator.DIVIDE,
            "//", Operator.FLOOR_DIVIDE,
            "%", Operator.MODULO,
            "**", Operator.POWER);
    private static final Map<String, Integer> PRECEDENCE =
            Map.of("+", 1, "-", 1, "~", 2, "*", 3, "/", 3, "//", 3, "%", 3, "**", 4);

    private final TokenStream tokens;
    private final Nesting nesting;
    private final List<TemplateException> unknown = new ArrayList<>();

    ExpressionParser(TokenStream tokens, Nesting nesting) {
        this.tokens = tokens;
        this.nesting = nesting;
    }

    /** Expressions separated by commas make a tuple; one alone is itself. */
    Expr tuple(boolean withConditional, String... ends) {
        Expr tuple = tupleOrNull(withConditional, ends);
        if (tuple == null) {
            throw tokens.unexpected("an expression");
        }
        return tuple;
    }

    private @Nullable Expr tupleOrNull(boolean withConditional, String... ends) {
        List<Expr> items = new ArrayList<>();
        boolean tuple = false;
        while (!atTupleEnd(ends)) {
            items.add(withConditional ? expression() : or());
            if (!tokens.skipOperator(",")) {
                break;
            }
            tuple = true;
        }
        if (tuple) {
            return new Expr.TupleLiteral(items);
        }
        return items.isEmpty() ? null : items.getFirst();
    }

    private boolean atTupleEnd(String... ends) {
        Token token = tokens.current();
        return token.kind() == Kind.VARIABLE_END
                || token.kind() == Kind.BLOCK_END
                || token.isOperator(")")
                || tokens.currentIsName(ends);
    }

    Expr expression() {
        nesting.enter(tokens.line());
        int mark = unknown.size();
        Expr result = or();
        while (tokens.skipName("if")) {
            Expr test = or();
            Expr otherwise = tokens.skipName("else") ? expression() : null;
            result = new Expr.Conditional(test, result, otherwise);
            unknown.subList(mark, unknown.size()).clear();
        }
        nesting.leave();
        return result;
    }

    /** Fails if an unknown filter or test was read where Jinja2 looks the name up before rendering. */
    void checkNames() {
        if (!unknown.isEmpty()) {
            throw unknown.getFirst();
        }
    }

    private Expr or() {
        Expr left = and();
        while (tokens.skipName("or")) {
            left = new Expr.Or(left, and());
        }
        return left;
    }

    private Expr and() {
        Expr left = not();
        while (tokens.skipName("and")) {
            left = new Expr.And(left, not());
        }
        return left;
    }

    private Expr not() {
        if (!tokens.skipName("not")) {
            return compare();
        }
        nesting.enter(tokens.line());
        Expr operand = not();
        nesting.leave();
        return new Expr.Not(operand);
    }

    private Expr compare() {
        Expr first = arithmetic(1);
        List<Expr.Operand> rest = new ArrayList<>();
        for (Comparator comparator = comparator(); comparator != null; comparator = comparator()) {
            rest.add(new Expr.Operand(comparator, arithmetic(1)));
        }
        return rest.isEmpty() ? first : new Expr.Compare(first, rest);
    }

    private @Nullable Comparator comparator() {
        Token token = tokens.current();
        if (token.kind() == Kind.OPERATOR) {
            Comparator comparator = COMPARATORS.get(token.text());
            if (comparator != null) {
                tokens.next();
            }
            return comparator;
        }
        if (tokens.skipName("in")) {
            return Comparator.IN;
        }
        if (token.isName("not") && tokens.peek().isName("in")) {
            tokens.next();
            tokens.next();
            return Comparator.NOT_IN;
        }
        return null;
    }

    /** Operators of at least this precedence; all of them group to the left. */
    private Expr arithmetic(int precedence) {
        Expr left = unary(true);
        while (true) {
            Token token = tokens.current();
            int found = token.kind() == Kind.OPERATOR ? PRECEDENCE.getOrDefault(token.text(), 0) : 0;
            if (found < precedence || found == 0) {
                return left;
            }
            left = token.isOperator("~") ? concat(left) : binary(left, found);
        }
    }

    private Expr binary(Expr left, int precedence) {
        Operator operator = OPERATORS.get(tokens.next().text());
        if (operator == null) {
            throw tokens.unexpected("an operator");
        }
        return new Expr.Binary(operator, left, arithmetic(precedence + 1));
    }

    private Expr concat(Expr left) {
        List<Expr> parts = new ArrayList<>(List.of(left));
        while (tokens.skipOperator("~")) {
            parts.add(arithmetic(3));
        }
        return new Expr.Concat(parts);
    }

    private Expr unary(boolean withFilters) {
        Expr result;
        if (tokens.current().isOperator("-") || tokens.current().isOperator("+")) {
            boolean negate = tokens.next().isOperator("-");
            nesting.enter(tokens.line());
            Expr operand = unary(false);
            nesting.leave();
            result = negate ? new Expr.Negate(operand) : new Expr.Plus(operand);
        } else {
            result = primary();
        }
        result = postfix(result);
        return withFilters ? filtersAndTests(result) : result;
    }

    private Expr primary() {
        Token token = tokens.next();
        return switch (token.kind()) {
            case NAME -> name(token.text());
            case NUMBER -> new Expr.Literal(token.value());
            case STRING -> {
                StringBuilder text = new StringBuilder(token.text());
                while (tokens.current().kind() == Kind.STRING) {
                    text.append(tokens.next().text());
                }
                yield new Expr.Literal(text.toString());
            }
            case OPERATOR -> bracket(token);
            default -> throw new TemplateException(
                    "The template has " + token.describe() + " where an expression is expected", token.line());
        };
    }

    private Expr name(String name) {
        return switch (name) {
            case "true", "True" -> new Expr.Literal(true);
            case "false", "False" -> new Expr.Literal(false);
            case "none", "None" -> new Expr.Literal(None.NONE);
            default -> {
                nesting.load(name);
                yield new Expr.Name(name);
            }
        };
    }

    private Expr bracket(Token token) {
        nesting.enter(token.line());
        Expr result =
                switch (token.text()) {
                    case "(" -> {
                        Expr inner = tupleOrNull(true);
                        tokens.expectOperator(")");
                        yield inner == null ? new Expr.TupleLiteral(List.of()) : inner;
                    }
                    case "[" -> new Expr.ListLiteral(items());
                    case "{" -> new Expr.DictLiteral(pairs());
                    default -> throw new TemplateException(
                            "The template has " + token.describe() + " where an expression is expected",
                            token.line());
                };
        nesting.leave();
        return result;
    }

    private List<Expr> items() {
        List<Expr> items = new ArrayList<>();
        while (!tokens.skipOperator("]")) {
            items.add(expression());
            if (!tokens.current().isOperator("]")) {
                tokens.expectOperator(",");
            }
        }
        return items;
    }

    private List<Expr.Pair> pairs() {
        List<Expr.Pair> pairs = new ArrayList<>();
        while (!tokens.skipOperator("}")) {
            Expr key = expression();
            tokens.expectOperator(":");
            pairs.add(new Expr.Pair(key, expression()));
            if (!tokens.current().isOperator("}")) {
                tokens.expectOperator(",");
            }
        }
        return pairs;
    }

    private Expr postfix(Expr target) {
        Expr result = target;
        while (true) {
            if (tokens.skipOperator(".")) {
                result = attribute(result);
            } else if (tokens.skipOperator("[")) {
                result = subscript(result);
            } else if (tokens.current().isOperator("(")) {
                result = call(result);
            } else {
                return result;
            }
        }
    }

    private Expr attribute(Expr target) {
        Token token = tokens.next();
        return switch (token.kind()) {
            case NAME -> new Expr.Attribute(target, token.text());
            case NUMBER -> new Expr.Item(target, new Expr.Literal(token.value()));
            default -> throw new TemplateException(
                    "The template has " + token.describe() + " where an attribute's name is expected", token.line());
        };
    }

    private Expr subscript(Expr target) {
        Expr start = tokens.current().isOperator(":") ? null : expression();
        if (tokens.skipOperator(":")) {
            Expr stop = bound();
            Expr step = tokens.skipOperator(":") ? bound() : null;
            tokens.expectOperator("]");
            return new Expr.Slice(target, start, stop, step);
        }
        List<Expr> keys = new ArrayList<>();
        if (start != null) {
            keys.add(start);
        }
        while (tokens.skipOperator(",")) {
            keys.add(expression());
        }
        tokens.expectOperator("]");
        return new Expr.Item(target, keys.size() == 1 ? keys.getFirst() : new Expr.TupleLiteral(keys));
    }

    private @Nullable Expr bound() {
        return tokens.current().isOperator(":") || tokens.current().isOperator("]") ? null : expression();
    }

    private Expr call(Expr callee) {
        int line = tokens.line();
        return new Expr.Call(callee, arguments(), line);
    }

    private Expr.CallArguments arguments() {
        tokens.expectOperator("(");
        List<Expr> positional = new ArrayList<>();
        List<Expr.Keyword> keywords = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Expr spread = null;
        Expr spreadKeywords = null;
        while (!tokens.skipOperator(")")) {
            Token token = tokens.current();
            boolean legal = spreadKeywords == null;
            if (tokens.skipOperator("*")) {
                legal &= spread == null;
                spread = expression();
            } else if (tokens.skipOperator("**")) {
                spreadKeywords = expression();
            } else if (token.kind() == Kind.NAME && tokens.peek().isOperator("=")) {
                tokens.next();
                tokens.next();
                legal &= names.add(token.text());
                keywords.add(new Expr.Keyword(token.text(), expression()));
            } else {
                legal &= spread == null && keywords.isEmpty();
                positional.add(expression());
            }
            if (!legal) {
                throw new TemplateException("The arguments of a call are in the wrong order or repeated", token.line());
            }
            if (!tokens.current().isOperator(")")) {
                tokens.expectOperator(",");
            }
        }
        return new Expr.CallArguments(positional, keywords, spread, spreadKeywords);
    }

    private Expr filtersAndTests(Expr input) {
        Expr result = input;
        while (true) {
            if (tokens.skipOperator("|")) {
                result = filter(result);
            } else if (tokens.skipName("is")) {
                result = test(result);
            } else if (tokens.current().isOperator("(")) {
                result = call(result);
            } else {
                return result;
            }
        }
    }

    /** {@code | f | g(x)}, possibly none. */
    Expr filters(Expr input) {
        Expr result = input;
        while (tokens.skipOperator("|")) {
            result = filter(result);
        }
        return result;
    }

    /** {@code f | g(x)}, at least one. */
    Expr filterChain(Expr input) {
        return filters(filter(input));
    }

    private Expr filter(Expr input) {
        int line = tokens.line();
        String name = dottedName();
        Expr.CallArguments arguments =
                tokens.current().isOperator("(") ? arguments() : Expr.CallArguments.NONE;
        Filter filter = Filters.get(name);
        if (filter == null) {
            unknown("filter", name, line);
        }
        return new Expr.FilterCall(input, name, filter, arguments, line);
    }

    private Expr test(Expr input) {
        int line = tokens.line();
        boolean negated = tokens.skipName("not");
        String name = dottedName();
        Expr.CallArguments arguments = Expr.CallArguments.NONE;
        if (tokens.current().isOperator("(")) {
            arguments = arguments();
        } else if (startsTestArgument(tokens.current())) {
            Expr argument = postfix(primary());
            arguments = new Expr.CallArguments(List.of(argument), List.of(), null, null);
        }
        Test test = Tests.get(name);
        if (test == null) {
            unknown("test", name, line);
        }
        Expr result = new Expr.TestCall(input, name, test, arguments, line);
        return negated ? new Expr.Not(result) : result;
    }

    private boolean startsTestArgument(Token token) {
        if (token.isName("is")) {
            throw new TemplateException("Tests with 'is' cannot be chained", token.line());
        }
        return switch (token.kind()) {
            case NAME -> !tokens.currentIsName("else", "or", "and");
            case STRING, NUMBER -> true;
            case OPERATOR -> token.isOperator("[") || token.isOperator("{");
            default -> false;
        };
    }

    private String dottedName() {
        StringBuilder name = new StringBuilder(tokens.expect(Kind.NAME, "a name").text());
        while (tokens.skipOperator(".")) {
            name.append('.').append(tokens.expect(Kind.NAME, "a name").text());
        }
        return name.toString();
    }

    private void unknown(String kind, String name, int line) {
        if (!nesting.isSoft()) {
            unknown.add(new TemplateException("There is no " + kind + " named '" + name + "'", line));
        }
    }
}
