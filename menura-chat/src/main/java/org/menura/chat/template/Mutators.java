package org.menura.chat.template;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Methods of Python's list and dict that change them, where a rendering may. */
final class Mutators {
    private static final Map<String, Method> LIST = index(
            new Method("append", Signature.positional("value"), (r, list, a) -> {
                List<Object> items = list(list);
                items.add(checked(list, a.get(0), r.budget()));
                return grown(r, items);
            }),
            new Method("extend", Signature.positional("values"), (r, list, a) -> {
                List<Object> items = list(list);
                List<Object> more = Values.toList(a.get(0), r.budget());
                more.forEach(v -> checked(list, v, r.budget()));
                items.addAll(List.copyOf(more));
                return grown(r, items);
            }),
            new Method("insert", Signature.positional("index", "value"), (r, list, a) -> {
                List<Object> items = list(list);
                long index = a.integer(0, 0);
                long at = Math.clamp(index < 0 ? index + items.size() : index, 0, items.size());
                items.add((int) at, checked(list, a.get(1), r.budget()));
                return grown(r, items);
            }),
            new Method("pop", Signature.positional("index?"), (r, list, a) -> {
                List<Object> items = list(list);
                long index = a.integer(0, -1);
                long at = index < 0 ? index + items.size() : index;
                if (at < 0 || at >= items.size()) {
                    throw new TemplateException("There is no entry that 'pop' could take from the list");
                }
                return items.remove((int) at);
            }));

    private static final Map<String, Method> DICT = index(
            new Method("update", Signature.positional("other"), (r, dict, a) -> {
                if (!(a.get(0) instanceof Dict other)) {
                    throw new TemplateException(
                            "'update' needs a dict, not a value of type " + Values.typeName(a.get(0)));
                }
                checked(dict, other, r.budget());
                other.entries().forEach(e -> ((Dict) dict).put(e.key(), e.value()));
                return None.NONE;
            }),
            new Method("setdefault", Signature.positional("key", "default?"), (r, dict, a) -> {
                Object old = ((Dict) dict).get(a.get(0));
                if (old != null) {
                    return old;
                }
                Object value = checked(dict, a.get(1, None.NONE), r.budget());
                ((Dict) dict).put(a.get(0), value);
                return value;
            }));

    private Mutators() {}

    private static Map<String, Method> index(Method... methods) {
        return Stream.of(methods).collect(Collectors.toUnmodifiableMap(Method::name, Function.identity()));
    }

    static @Nullable Method ofList(String name) {
        return LIST.get(name);
    }

    static @Nullable Method ofDict(String name) {
        return DICT.get(name);
    }

    @SuppressWarnings("unchecked") // the lists of a rendering are lists of its values
    private static List<Object> list(Object list) {
        return (List<Object>) list;
    }

    private static Object grown(Rendering rendering, Collection<Object> items) {
        rendering.budget().elements(items.isEmpty() ? 0 : 1);
        return None.NONE;
    }

    /** Returns a value that does not hold the list or dict into which it is put. */
    private static Object checked(Object holder, Object value, Budget budget) {
        if (holds(value, holder, budget)) {
            throw new TemplateException("The template puts a list or dict into itself");
        }
        return value;
    }

    private static boolean holds(Object value, Object holder, Budget budget) {
        budget.enter();
        boolean found = value == holder
                || switch (value) {
                    case List<?> list -> list.stream().anyMatch(v -> holds(v, holder, budget));
                    case Tuple tuple -> tuple.items().stream().anyMatch(v -> holds(v, holder, budget));
                    case Dict dict -> dict.entries().stream().anyMatch(e -> holds(e.value(), holder, budget));
                    default -> false;
                };
        budget.leave();
        return found;
    }
}
