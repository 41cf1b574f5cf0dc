package org.menura.world.service.python;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.format.python.PythonTuple;

/**
 * Parses Python expressions over numbers, operators, points and parentheses by the rules of CPython 3.12's grammar, in their
 * order. As there, a second pass with the rules for faults looks for the message when the first one fails.
 */
final class ExpressionParser {
    private static final int MAX_LEVELS = 6000;
    private static final int MAX_NESTING = 1500;

    private record Memo(@Nullable Expression value, int end) {}

    private final ExpressionTokens tokens;
    private final Map<Long, Memo> memo = new HashMap<>();
    private int at;
    private boolean faults;
    private int nesting;

    private ExpressionParser(ExpressionTokens tokens) {
        this.tokens = tokens;
    }

    /**
     * Parses an expression.
     *
     * @throws PythonError with the text of Python's SyntaxError
     */
    static Expression parse(String source) {
        ExpressionTokens tokens = new ExpressionTokens(source);
        try {
            Expression first = new ExpressionParser(tokens).whole();
            if (first != null) {
                return first;
            }
            ExpressionParser second = new ExpressionParser(tokens);
            second.faults = true;
            try {
                second.whole();
            } catch (PythonError e) {
                tokens.checkRest();
                throw e;
            }
            tokens.checkRest();
        } catch (ExpressionTokens.LongLiteral e) {
            throw new PythonError(String.valueOf(e.getMessage()));
        }
        throw ExpressionTokens.fault("invalid syntax");
    }

    private @Nullable Expression whole() {
        Expression value = expression();
        return value != null && tokens.get(at).isEnd() ? value : null;
    }

    private boolean peek(String text) {
        return tokens.get(at).text().equals(text);
    }

    private boolean accept(String text) {
        if (peek(text)) {
            at++;
            return true;
        }
        return false;
    }

    private @Nullable Expression memoized(int rule, Supplier<@Nullable Expression> parse) {
        long key = (long) at << 4 | rule;
        Memo known = memo.get(key);
        if (known == null) {
            if (++nesting > MAX_LEVELS) {
                throw new PythonError("Parser stack overflowed - Python source too complex to parse");
            }
            Expression value = parse.get();
            nesting--;
            known = new Memo(value, at);
            memo.put(key, known);
        }
        at = known.end;
        return known.value;
    }

    /** Parses by a rule; leaves the position where it was if the rule does not match. */
    private @Nullable Expression trying(Supplier<@Nullable Expression> parse) {
        int start = at;
        Expression value = parse.get();
        if (value == null) {
            at = start;
        }
        return value;
    }

    private @Nullable Expression expression() {
        return memoized(
                0,
                () -> trying(() -> {
                    if (faults) {
                        trying(this::forgottenComma);
                    }
                    return disjunction();
                }));
    }

    private @Nullable Expression forgottenComma() {
        if (disjunction() == null) {
            return null;
        }
        faults = false;
        try {
            if (trying(this::disjunction) == null) {
                return null;
            }
        } finally {
            faults = true;
        }
        if (tokens.get(at - 1).level() > 0) {
            throw ExpressionTokens.fault("invalid syntax. Perhaps you forgot a comma?");
        }
        return null;
    }

    private @Nullable Expression disjunction() {
        return memoized(1, () -> trying(() -> operations(this::term, "+", "-")));
    }

    private @Nullable Expression term() {
        return operations(this::factor, "*", "/", "//");
    }

    private @Nullable Expression operations(Supplier<@Nullable Expression> operand, String... operators) {
        Expression left = operand.get();
        int depth = 0;
        while (left != null) {
            String op = tokens.get(at).text();
            if (!List.of(operators).contains(op)) {
                break;
            }
            int before = at++;
            Expression right = trying(operand);
            if (right == null) {
                at = before;
                break;
            }
            if (++depth > MAX_NESTING) {
                throw tooDeep();
            }
            left = new Expression.Binary(op, left, right);
        }
        return left;
    }

    private static PythonError tooDeep() {
        return new PythonError("maximum recursion depth exceeded during compilation");
    }

    private @Nullable Expression factor() {
        int start = at;
        List<String> signs = new ArrayList<>();
        while (peek("+") || peek("-")) {
            signs.add(tokens.get(at++).text());
        }
        if (signs.size() >= MAX_LEVELS) {
            throw new PythonError("Parser stack overflowed - Python source too complex to parse");
        }
        Expression value = power();
        if (value == null) {
            at = start;
            return null;
        }
        if (signs.size() > MAX_NESTING) {
            throw tooDeep();
        }
        for (String sign : signs.reversed()) {
            value = new Expression.Unary(sign, value);
        }
        return value;
    }

    private @Nullable Expression power() {
        Expression base = primary();
        if (base == null) {
            return null;
        }
        int before = at;
        if (accept("**")) {
            Expression exponent = memoized(3, () -> trying(this::factor));
            if (exponent != null) {
                return new Expression.Binary("**", base, exponent);
            }
            at = before;
        }
        return base;
    }

    private @Nullable Expression primary() {
        return memoized(
                2,
                () -> trying(() -> {
                    Expression value = atom();
                    while (value != null) {
                        int before = at;
                        if (accept(".")) {
                            tokens.get(at);
                            at = before;
                        }
                        if (!peek("(")) {
                            break;
                        }
                        trying(this::generator);
                        List<Expression.Argument> arguments = arguments();
                        if (arguments == null) {
                            at = before;
                            break;
                        }
                        value = new Expression.Call(value, arguments);
                    }
                    return value;
                }));
    }

    private @Nullable Expression atom() {
        ExpressionTokens.Token token = tokens.get(at);
        if (token.number() != null) {
            at++;
            return new Expression.Literal(token.number());
        }
        if (accept("...")) {
            return new Expression.Literal(PythonOperators.ELLIPSIS);
        }
        if (!peek("(")) {
            return null;
        }
        Expression value = trying(this::tuple);
        if (value == null) {
            value = trying(this::group);
        }
        return value == null ? trying(this::generator) : value;
    }

    private @Nullable Expression tuple() {
        at++;
        if (!peek(")")) {
            if (accept("*")) {
                trying(this::disjunction);
            } else {
                trying(this::named);
            }
        }
        return accept(")") && tokens.get(at - 2).text().equals("(") ? new Expression.Literal(PythonTuple.of()) : null;
    }

    private @Nullable Expression group() {
        int start = at++;
        Expression value = trying(this::named);
        if (value != null && accept(")")) {
            return value;
        }
        if (faults) {
            at = start + 1;
            if (accept("*")) {
                if (expression() != null && peek(")")) {
                    throw ExpressionTokens.fault("cannot use starred expression here");
                }
            }
            at = start + 1;
            if (accept("**") && expression() != null && peek(")")) {
                throw ExpressionTokens.fault("cannot use double starred expression here");
            }
        }
        return null;
    }

    /** A generator has a word {@code for}, which can't be written here: its parts are only looked at. */
    private @Nullable Expression generator() {
        int start = at++;
        trying(this::expression);
        if (faults) {
            at = start + 1;
            if (accept("*")) {
                trying(this::expression);
            }
        }
        return null;
    }

    private @Nullable Expression named() {
        if (faults) {
            int start = at;
            expression();
            at = start;
            if (peek("(")) {
                boolean tuple = trying(this::tuple) != null;
                at = start;
                if (!tuple) {
                    generator();
                    at = start;
                    disjunction();
                    at = start;
                }
            }
        }
        return expression();
    }

    private @Nullable List<Expression.Argument> arguments() {
        at++;
        List<Expression.Argument> arguments = new ArrayList<>();
        if (accept(")")) {
            return arguments;
        }
        int start = at;
        for (String stars : List.of("*", "", "**")) {
            at = start;
            if (!stars.isEmpty() && !accept(stars)) {
                continue;
            }
            Expression value = trying(this::expression);
            if (value != null && accept(")")) {
                arguments.add(new Expression.Argument(stars, value));
                return arguments;
            }
        }
        return null;
    }
}
