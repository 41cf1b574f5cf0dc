package org.menura.chat.template;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.chat.template.Expr.Operator;

/** Python's arithmetic operators over all kinds of values. */
final class Operators {
    private Operators() {}

    static Object apply(Operator operator, Object left, Object right, Budget budget) {
        if (PythonNumbers.isNumber(left) && PythonNumbers.isNumber(right)) {
            return PythonNumbers.apply(operator, left, right);
        }
        Object result = switch (operator) {
            case ADD -> add(left, right, budget);
            case MULTIPLY ->
                PythonNumbers.isInteger(right)
                        ? repeat(left, PythonNumbers.clamp(right), budget)
                        : PythonNumbers.isInteger(left) ? repeat(right, PythonNumbers.clamp(left), budget) : null;
            case MODULO -> format(left, right, budget);
            default -> null;
        };
        if (result == null) {
            Undefined.check(left);
            Undefined.check(right);
            throw new TemplateException("The operator " + symbol(operator) + " does not take values of types "
                    + Values.typeName(left) + " and " + Values.typeName(right));
        }
        return result;
    }

    private static String symbol(Operator operator) {
        return switch (operator) {
            case ADD -> "+";
            case SUBTRACT -> "-";
            case MULTIPLY -> "*";
            case DIVIDE -> "/";
            case FLOOR_DIVIDE -> "//";
            case MODULO -> "%";
            case POWER -> "**";
        };
    }

    private static @Nullable Object add(Object left, Object right, Budget budget) {
        if (left instanceof String a && right instanceof String b) {
            budget.characters(a.length() + (long) b.length());
            return a + b;
        }
        if (Text.of(left) != null && Text.of(right) != null) {
            return new Markup(Markup.escape(left, budget) + Markup.escape(right, budget));
        }
        if (left instanceof List<?> a && right instanceof List<?> b) {
            return join(a, b, budget);
        }
        if (left instanceof Tuple a && right instanceof Tuple b) {
            return Tuple.of(join(a.items(), b.items(), budget));
        }
        return null;
    }

    private static List<Object> join(List<?> left, List<?> right, Budget budget) {
        budget.elements(left.size() + (long) right.size());
        List<Object> joined = new ArrayList<>(left.size() + right.size());
        joined.addAll(left);
        joined.addAll(right);
        return joined;
    }

    private static @Nullable Object repeat(Object value, long count, Budget budget) {
        long times = Math.max(0, count);
        String text = Text.of(value);
        if (text != null) {
            budget.characters(product(text.length(), times));
            String repeated = text.isEmpty() ? "" : text.repeat((int) times);
            return value instanceof Markup ? new Markup(repeated) : repeated;
        }
        return switch (value) {
            case List<?> list -> repeatItems(list, times, budget);
            case Tuple tuple -> Tuple.of(repeatItems(tuple.items(), times, budget));
            default -> null;
        };
    }

    private static List<Object> repeatItems(List<?> items, long times, Budget budget) {
        long size = product(items.size(), times);
        budget.elements(size);
        int length = (int) size;
        List<Object> copy = List.copyOf(items);
        return new ArrayList<>(new AbstractList<Object>() {
            @Override
            public Object get(int index) {
                return copy.get(index % copy.size());
            }

            @Override
            public int size() {
                return length;
            }
        });
    }

    private static long product(long size, long times) {
        return size > 0 && times > Long.MAX_VALUE / size ? Long.MAX_VALUE : size * times;
    }

    private static @Nullable Object format(Object left, Object right, Budget budget) {
        return switch (left) {
            case String s -> PercentFormat.format(s, right, false, budget);
            case Markup m -> new Markup(PercentFormat.format(m.text(), right, true, budget));
            default -> null;
        };
    }

    static Object negate(Object value) {
        if (value instanceof Double d) {
            return -d;
        }
        if (PythonNumbers.isInteger(value)) {
            return PythonNumbers.normal(PythonNumbers.big(value).negate());
        }
        Undefined.check(value);
        throw new TemplateException("A value of type " + Values.typeName(value) + " has no sign");
    }

    static Object plus(Object value) {
        return PythonNumbers.isInteger(value) ? PythonNumbers.normal(PythonNumbers.big(value)) : negate(negate(value));
    }
}
