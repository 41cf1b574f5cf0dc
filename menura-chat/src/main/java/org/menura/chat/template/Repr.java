package org.menura.chat.template;

import java.util.List;
import java.util.Locale;
import org.menura.format.python.PythonRepr;

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
            case Double d -> out.append(PythonRepr.real(d));
            case String s -> PythonRepr.quote(out, s);
            case Markup m -> PythonRepr.quote(out.append("Markup("), m.text()).append(')');
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
}
