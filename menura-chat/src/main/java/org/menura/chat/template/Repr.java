package org.menura.chat.template;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/** Python's {@code str} and {@code repr}. */
final class Repr {
    private Repr() {}

    static String str(Object value, Budget budget) {
        return switch (value) {
            case String s -> s;
            case Markup m -> m.text();
            case Undefined u -> {
                u.use();
                yield "";
            }
            default -> repr(value, budget);
        };
    }

    static String repr(Object value, Budget budget) {
        StringBuilder out = new StringBuilder();
        append(out, value, budget);
        budget.characters(out.length());
        return out.toString();
    }

    private static void append(StringBuilder out, Object value, Budget budget) {
        budget.enter();
        if (out.length() > budget.outputLimit()) {
            budget.characters(out.length());
        }
        switch (value) {
            case None n -> out.append("None");
            case Boolean b -> out.append(b ? "True" : "False");
            case Double d -> out.append(real(d));
            case String s -> quote(out, s);
            case Markup m -> quote(out.append("Markup("), m.text()).append(')');
            case Undefined u -> out.append("Undefined");
            case List<?> list -> items(out, "[", list, "]", budget);
            case Tuple tuple -> items(out, "(", tuple.items(), tuple.items().size() == 1 ? ",)" : ")", budget);
            case Dict dict -> dict(out, dict, budget);
            case DictView view -> {
                String name = "dict_" + view.kind().name().toLowerCase(Locale.ROOT);
                items(out, name + "([", view.toList(), "])", budget);
            }
            case Range r -> {
                out.append("range(").append(r.start()).append(", ").append(r.stop());
                out.append(r.step() == 1 ? "" : ", " + r.step()).append(')');
            }
            case Namespace namespace -> {
                out.append("<Namespace ");
                dict(out, namespace.attributes(), budget);
                out.append('>');
            }
            case Lazy l -> out.append("<generator object>");
            case Callable c -> out.append(c.display());
            default -> out.append(value);
        }
        budget.leave();
    }

    private static void items(StringBuilder out, String open, List<?> items, String close, Budget budget) {
        out.append(open);
        String separator = "";
        for (Object item : items) {
            append(out.append(separator), item, budget);
            separator = ", ";
        }
        out.append(close);
    }

    private static void dict(StringBuilder out, Dict dict, Budget budget) {
        out.append('{');
        String separator = "";
        for (Dict.Entry entry : dict.entries()) {
            append(out.append(separator), entry.key(), budget);
            append(out.append(": "), entry.value(), budget);
            separator = ", ";
        }
        out.append('}');
    }

    /** The shortest digits that give the same double, with an exponent below 1e-4 and from 1e16 on. */
    static String real(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        int exponent = decimal.precision() - decimal.scale() - 1;
        if (exponent >= -4 && exponent < 16) {
            String plain = decimal.toPlainString();
            return plain.indexOf('.') < 0 ? plain + ".0" : plain;
        }
        String digits = decimal.unscaledValue().abs().toString();
        StringBuilder out = new StringBuilder(value < 0 ? "-" : "").append(digits.charAt(0));
        if (digits.length() > 1) {
            out.append('.').append(digits, 1, digits.length());
        }
        out.append('e').append(exponent < 0 ? '-' : '+');
        return out.append(Math.abs(exponent) < 10 ? "0" : "")
                .append(Math.abs(exponent))
                .toString();
    }

    private static StringBuilder quote(StringBuilder out, String text) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        out.append(quote);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c == quote) {
                        out.append('\\').append(quote);
                    } else if (isPrintable(c)) {
                        out.appendCodePoint(c);
                    } else {
                        escape(out, c);
                    }
                }
            }
        });
        return out.append(quote);
    }

    private static void escape(StringBuilder out, int c) {
        int digits = c < 0x100 ? 2 : c < 0x10000 ? 4 : 8;
        Escapes.hex(out.append(digits == 2 ? "\\x" : digits == 4 ? "\\u" : "\\U"), c, digits);
    }

    static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE -> false;
            case Character.UNASSIGNED, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> c == ' ';
            default -> true;
        };
    }
}
