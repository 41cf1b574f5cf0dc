package org.menura.chat.template;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Methods of Python's dict, list, tuple, range, int and float. */
final class CollectionMethods {
    private static final Map<String, Method> DICT = index(
            new Method("get", Signature.positional("key", "default?"), (r, d, a) -> {
                Object value = ((Dict) d).get(a.get(0));
                return value == null ? a.get(1) : value;
            }),
            view("items", DictView.Kind.ITEMS),
            view("keys", DictView.Kind.KEYS),
            view("values", DictView.Kind.VALUES),
            new Method("copy", Signature.positional(), (r, d, a) -> new Dict((Dict) d)));

    private static final Map<String, Method> SEQUENCE = index(
            new Method("count", Signature.positional("value"), (r, s, a) -> count(r, s, a.get(0))),
            new Method("index", Signature.positional("value", "start?", "stop?"), CollectionMethods::indexOf));

    private static final Method LIST_COPY = new Method(
            "copy", Signature.positional(), (r, list, a) -> new ArrayList<>(Values.toList(list, r.budget())));

    private static final Map<String, Method> INTEGER = index(
            new Method("bit_length", Signature.positional(), (r, n, a) ->
                    (long) PythonNumbers.big(n).abs().bitLength()),
            new Method("bit_count", Signature.positional(), (r, n, a) ->
                    (long) PythonNumbers.big(n).abs().bitCount()),
            new Method("conjugate", Signature.positional(), (r, n, a) -> Operators.plus(n)));

    private static final Map<String, Method> REAL = index(
            new Method("is_integer", Signature.positional(), (r, n, a) -> isWhole(n)),
            new Method("conjugate", Signature.positional(), (r, n, a) -> n));

    private CollectionMethods() {}

    private static Map<String, Method> index(Method... methods) {
        return Stream.of(methods).collect(Collectors.toUnmodifiableMap(Method::name, Function.identity()));
    }

    private static Method view(String name, DictView.Kind kind) {
        return new Method(name, Signature.positional(), (r, d, a) -> new DictView(kind, (Dict) d));
    }

    static @Nullable Method ofDict(String name) {
        return DICT.get(name);
    }

    static @Nullable Method ofSequence(String name, boolean list) {
        return list && name.equals("copy") ? LIST_COPY : SEQUENCE.get(name);
    }

    static @Nullable Method ofNumber(String name, boolean integer) {
        return integer ? INTEGER.get(name) : REAL.get(name);
    }

    private static boolean isWhole(Object real) {
        double value = PythonNumbers.toDouble(real);
        return !Double.isInfinite(value) && value == Math.rint(value);
    }

    private static Object count(Rendering rendering, Object sequence, Object value) {
        long count = 0;
        for (Iterator<Object> i = Values.iterate(sequence, rendering.budget()); i.hasNext(); ) {
            rendering.budget().step();
            if (Comparison.same(i.next(), value, rendering.budget())) {
                count++;
            }
        }
        return count;
    }

    private static Object indexOf(Rendering rendering, Object sequence, BoundArguments arguments) {
        List<Object> items = Values.toList(sequence, rendering.budget());
        long start = clip(arguments.integer(1, 0), items.size());
        long stop = clip(arguments.integer(2, items.size()), items.size());
        for (long i = start; i < stop; i++) {
            rendering.budget().step();
            if (Comparison.same(items.get((int) i), arguments.get(0), rendering.budget())) {
                return i;
            }
        }
        throw new TemplateException("The value that 'index' looks for is not in the list");
    }

    private static long clip(long index, int size) {
        return Math.clamp(index < 0 ? index + size : index, 0, size);
    }
}
