package org.menura.chat.template;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Attributes and methods that Python's types have, less those that the immutable sandbox hides. */
final class Attributes {
    private static final Set<String> DICT_MUTATORS = Set.of("clear", "pop", "popitem", "setdefault", "update");
    private static final Set<String> LIST_MUTATORS =
            Set.of("append", "clear", "pop", "reverse", "insert", "sort", "extend", "remove");

    private Attributes() {}

    /** The attribute; something undefined where it is hidden; null where there is none. */
    static @Nullable Object find(Object target, String name, Budget budget) {
        if (name.startsWith("__") && name.endsWith("__")) {
            return Undefined.hidden(target, name, budget);
        }
        return switch (target) {
            case String s -> method(target, StringMethods.get(name));
            case Markup m -> method(target, StringMethods.get(name));
            case Dict d when DICT_MUTATORS.contains(name) -> mutator(d, Mutators.ofDict(name), name, budget);
            case List<?> l when LIST_MUTATORS.contains(name) -> mutator(l, Mutators.ofList(name), name, budget);
            case Dict d -> method(target, CollectionMethods.ofDict(name));
            case List<?> l -> method(target, CollectionMethods.ofSequence(name, true));
            case Tuple t -> group(t, name);
            case Range r -> range(r, name);
            case Namespace n -> n.attributes().get(name);
            case Loop loop -> loop.attribute(name);
            case TemplateGlobals.Cycler cycler -> cycler.attribute(name);
            case TemplateGlobals.Joiner joiner -> joiner.attribute(name);
            case MacroFunction macro -> macro.attribute(name);
            default -> PythonNumbers.isNumber(target) ? number(target, name) : null;
        };
    }

    private static Object mutator(Object target, @Nullable Method method, String name, Budget budget) {
        return method == null || !budget.mutable()
                ? Undefined.hidden(target, name, budget)
                : new Method.Bound(target, method);
    }

    private static @Nullable Object method(Object target, @Nullable Method method) {
        return method == null ? null : new Method.Bound(target, method);
    }

    private static @Nullable Object group(Tuple tuple, String name) {
        if (tuple.grouped() && name.equals("grouper")) {
            return tuple.items().get(0);
        }
        if (tuple.grouped() && name.equals("list")) {
            return tuple.items().get(1);
        }
        return method(tuple, CollectionMethods.ofSequence(name, false));
    }

    private static @Nullable Object range(Range range, String name) {
        return switch (name) {
            case "start" -> range.start();
            case "stop" -> range.stop();
            case "step" -> range.step();
            default -> method(range, CollectionMethods.ofSequence(name, false));
        };
    }

    private static @Nullable Object number(Object number, String name) {
        boolean integer = PythonNumbers.isInteger(number);
        return switch (name) {
            case "real" -> Operators.plus(number);
            case "imag" -> integer ? (Object) 0L : (Object) 0.0;
            case "numerator" -> integer ? Operators.plus(number) : null;
            case "denominator" -> integer ? (Object) 1L : null;
            default -> method(number, CollectionMethods.ofNumber(name, integer));
        };
    }
}
