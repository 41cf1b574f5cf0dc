package org.menura.chat.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.chat.template.Expr.Comparator;
import org.menura.chat.template.Expr.Operator;
import org.menura.chat.template.Token.Kind;

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
    private final OperandParser operands;

    ExpressionParser(TokenStream tokens, Nesting nesting) {
        this.tokens = tokens;
        this.nesting = nesting;
        this.operands = new OperandParser(this, tokens, nesting);
    }

    /** Expressions separated by commas make a tuple; one alone is itself. */
    Expr tuple(boolean withConditional) {
        Expr tuple = tupleOrNull(withConditional);
        if (tuple == null) {
            throw tokens.unexpected("an expression");
        }
        return tuple;
    }

    @Nullable
    Expr tupleOrNull(boolean withConditional) {
        List<Expr> items = new ArrayList<>();
        boolean tuple = false;
        while (!atTupleEnd()) {
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

    private boolean atTupleEnd() {
        Token token = tokens.current();
        return token.kind() == Kind.VARIABLE_END || token.kind() == Kind.BLOCK_END || token.isOperator(")");
    }

    Expr expression() {
        nesting.enter(tokens.line());
        int mark = operands.unknownNames();
        Expr result = or();
        while (tokens.skipName("if")) {
            Expr test = or();
            Expr otherwise = tokens.skipName("else") ? expression() : null;
            result = new Expr.Conditional(test, result, otherwise);
            operands.forgiveUnknownNames(mark);
        }
        nesting.leave();
        return result;
    }

    /** Fails if an unknown filter or test was read where Jinja2 looks the name up before rendering. */
    void checkNames() {
        operands.checkNames();
    }

    /** {@code | f | g(x)}, possibly none. */
    Expr filters(Expr input) {
        return operands.filters(input);
    }

    /** {@code f | g(x)}, at least one. */
    Expr filterChain(Expr input) {
        return operands.filterChain(input);
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
            result = operands.primary();
        }
        result = operands.postfix(result);
        return withFilters ? operands.filtersAndTests(result) : result;
    }
}
