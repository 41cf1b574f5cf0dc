package org.menura.agent.act;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.ToolDefinition;

/** Computes with decimal numbers of 34 digits: + − * / % ^, parentheses. */
public final class Calculator implements Tool {
    private record Expression(String expression) {}

    /** What a model is forced to write; whether it is an expression is found out when it is computed. */
    private static final String PATTERN = "^[0-9(.-][-0-9+*/%^(). ]{0,79}$";

    private static final MathContext DIGITS = MathContext.DECIMAL128;
    private static final int MOST_POWER = 9999;
    private static final int DEEPEST = 100;

    private final FunctionTool<Expression> inner = new FunctionTool<>(
            "calculator",
            "Computes an expression of numbers with + - * / % ^ and parentheses.",
            Effect.PURE,
            Expression.class,
            (e, _) -> compute(e.expression()));

    private final ToolDefinition definition;

    /** Creates the tool. */
    public Calculator() {
        ObjectNode schema = inner.definition().parameters().deepCopy();
        schema.withObject("/properties/expression").put("pattern", PATTERN).put("description", "such as (2 + 3) * 4.5");
        definition =
                new ToolDefinition(inner.definition().name(), inner.definition().description(), schema);
    }

    @Override
    public ToolDefinition definition() {
        return definition;
    }

    @Override
    public Effect effect() {
        return inner.effect();
    }

    @Override
    public ToolResult call(Map<String, @Nullable Object> arguments, ToolContext context)
            throws IOException, InterruptedException {
        return inner.call(arguments, context);
    }

    /**
     * Computes an expression.
     *
     * @throws IllegalArgumentException if it is none; says where
     */
    static String compute(String expression) {
        Reader reader = new Reader(expression);
        BigDecimal value = reader.sum(0);
        if (reader.at < expression.length()) {
            throw reader.wrong("a number or an operator is expected");
        }
        BigDecimal plain = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
        return Math.abs(plain.scale()) > 40 ? plain.toString() : plain.toPlainString();
    }

    /** Reads an expression from left to right, an operator's level each. */
    private static final class Reader {
        private final String text;
        private int at;

        private Reader(String text) {
            this.text = text;
            skip();
        }

        private void skip() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }

        private boolean take(char c) {
            if (at < text.length() && text.charAt(at) == c) {
                at++;
                skip();
                return true;
            }
            return false;
        }

        private IllegalArgumentException wrong(String what) {
            return new IllegalArgumentException("%s at place %d of '%s'".formatted(what, at + 1, text));
        }

        private BigDecimal sum(int depth) {
            if (depth > DEEPEST) {
                throw wrong("too many parentheses");
            }
            BigDecimal value = product(depth);
            while (true) {
                if (take('+')) {
                    value = value.add(product(depth), DIGITS);
                } else if (take('-')) {
                    value = value.subtract(product(depth), DIGITS);
                } else {
                    return value;
                }
            }
        }

        private BigDecimal product(int depth) {
            BigDecimal value = signed(depth);
            while (true) {
                if (take('*')) {
                    value = value.multiply(signed(depth), DIGITS);
                } else if (take('/')) {
                    value = value.divide(divisor(depth), DIGITS);
                } else if (take('%')) {
                    value = value.remainder(divisor(depth), DIGITS);
                } else {
                    return value;
                }
            }
        }

        private BigDecimal divisor(int depth) {
            BigDecimal value = signed(depth);
            if (value.signum() == 0) {
                throw wrong("a division by 0");
            }
            return value;
        }

        private BigDecimal signed(int depth) {
            int minus = 0;
            while (true) {
                if (take('-')) {
                    minus++;
                } else if (!take('+')) {
                    break;
                }
            }
            BigDecimal value = power(depth);
            return minus % 2 == 0 ? value : value.negate();
        }

        private BigDecimal power(int depth) {
            BigDecimal base = atom(depth);
            if (!take('^')) {
                return base;
            }
            BigDecimal exponent = signed(depth + 1);
            try {
                int n = exponent.intValueExact();
                if (Math.abs(n) > MOST_POWER) {
                    throw wrong("the power is too large");
                }
                return n >= 0 ? base.pow(n, DIGITS) : BigDecimal.ONE.divide(base.pow(-n, DIGITS), DIGITS);
            } catch (ArithmeticException e) {
                throw wrong("a power must be a whole number of a base that is not 0");
            }
        }

        private BigDecimal atom(int depth) {
            if (take('(')) {
                BigDecimal value = sum(depth + 1);
                if (!take(')')) {
                    throw wrong("')' is expected");
                }
                return value;
            }
            int from = at;
            while (at < text.length() && (Character.digit(text.charAt(at), 10) >= 0 || text.charAt(at) == '.')) {
                at++;
            }
            String number = text.substring(from, at);
            if (number.isEmpty()) {
                throw wrong("a number is expected");
            }
            try {
                BigDecimal value = new BigDecimal(number);
                skip();
                return value;
            } catch (NumberFormatException e) {
                throw wrong("'%s' is no number,".formatted(number));
            }
        }
    }
}
