package org.menura.world.service.python;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.python.Python;
import org.menura.format.python.PythonText;

/** Python's subscripts, membership, loops and methods of lists, dicts and strings, with the exceptions of CPython 3.12. */
public final class PythonContainers {
    private PythonContainers() {}

    /** Computes {@code len(value)}. */
    public static long length(@Nullable Object value) {
        return switch (value) {
            case String text -> Python.len(text);
            case List<?> list -> list.size();
            case Map<?, ?> map -> map.size();
            case null, default ->
                throw new PythonError("object of type '" + PythonOperators.type(value) + "' has no len()");
        };
    }

    /** Returns what {@code for item in value} goes through. */
    public static List<@Nullable Object> iterate(@Nullable Object value) {
        List<@Nullable Object> items = new ArrayList<>();
        switch (value) {
            case String text -> text.codePoints().forEach(c -> items.add(Character.toString(c)));
            case List<?> list -> items.addAll(list);
            case Map<?, ?> map -> items.addAll(map.keySet());
            case null, default -> throw new PythonError("'" + PythonOperators.type(value) + "' object is not iterable");
        }
        return items;
    }

    /** Checks that a value can be a key of a dict. */
    public static void hash(@Nullable Object key) {
        if (key instanceof List<?> || key instanceof Map<?, ?>) {
            throw new PythonError("unhashable type: '" + PythonOperators.type(key) + "'");
        }
    }

    /** Computes {@code item in container}. */
    public static boolean contains(@Nullable Object container, @Nullable Object item) {
        return switch (container) {
            case Map<?, ?> map -> {
                hash(item);
                yield item instanceof String && map.containsKey(item);
            }
            case List<?> list -> list.stream().anyMatch(of -> PythonOperators.equal(of, item));
            case String text -> {
                if (!(item instanceof String part)) {
                    throw new PythonError(
                            "'in <string>' requires string as left operand, not " + PythonOperators.type(item));
                }
                yield text.contains(part);
            }
            case null, default ->
                throw new PythonError("argument of type '" + PythonOperators.type(container) + "' is not iterable");
        };
    }

    /** Computes {@code container[key]}. */
    public static @Nullable Object get(@Nullable Object container, @Nullable Object key) {
        return switch (container) {
            case Map<?, ?> map -> {
                if (!contains(map, key)) {
                    throw new PythonError(Python.repr(key));
                }
                yield map.get(key);
            }
            case List<?> list -> {
                if (key == null || !PythonNumbers.isInt(key)) {
                    throw new PythonError("list indices must be integers or slices, not " + PythonOperators.type(key));
                }
                yield list.get(index(key, list.size(), "list"));
            }
            case String text -> {
                if (key == null || !PythonNumbers.isInt(key)) {
                    throw new PythonError("string indices must be integers, not '" + PythonOperators.type(key) + "'");
                }
                yield iterate(text).get(index(key, Python.len(text), "string"));
            }
            case null, default ->
                throw new PythonError("'" + PythonOperators.type(container) + "' object is not subscriptable");
        };
    }

    private static int index(Object key, int length, String what) {
        BigInteger at = PythonNumbers.big(key);
        BigInteger from = at.signum() < 0 ? at.add(BigInteger.valueOf(length)) : at;
        if (from.signum() < 0 || from.compareTo(BigInteger.valueOf(length)) >= 0) {
            throw new PythonError(what + " index out of range");
        }
        return from.intValue();
    }

    /** Computes {@code container[key] = value} with the name of a field as key. */
    @SuppressWarnings("unchecked")
    public static void set(@Nullable Object container, String key, @Nullable Object value) {
        switch (container) {
            case Map<?, ?> map -> ((Map<String, @Nullable Object>) map).put(key, value);
            case List<?> _ -> throw new PythonError("list indices must be integers or slices, not str");
            case null, default ->
                throw new PythonError(
                        "'" + PythonOperators.type(container) + "' object does not support item assignment");
        }
    }

    /** Computes {@code list.append(value)}, or {@code list.extend(values)} item by item. */
    @SuppressWarnings("unchecked")
    public static void append(@Nullable Object list, String method, List<? extends @Nullable Object> values) {
        if (!(list instanceof List<?> items)) {
            throw new PythonError("'%s' object has no attribute '%s'".formatted(PythonOperators.type(list), method));
        }
        ((List<@Nullable Object>) items).addAll(values);
    }

    /** Computes {@code items.count(item)}; of a string, the parts of it that don't overlap. */
    public static long count(@Nullable Object items, @Nullable Object item) {
        return switch (items) {
            case List<?> list ->
                list.stream().filter(of -> PythonOperators.equal(of, item)).count();
            case String text
            when item instanceof String part ->
                part.isEmpty()
                        ? Python.len(text) + 1L
                        : (text.length() - text.replace(part, "").length()) / part.length();
            case null, default ->
                throw new PythonError("'" + PythonOperators.type(items) + "' object has no attribute 'count'");
        };
    }

    /** Computes {@code sorted(items)}: compares in the order in which CPython sorts short lists, which decides what fails. */
    public static List<@Nullable Object> sorted(@Nullable Object items) {
        List<@Nullable Object> all = iterate(items);
        int n = all.size();
        int run = Math.min(n, 1);
        if (n > 1) {
            boolean falling = PythonOperators.less("<", all.get(1), all.get(0));
            for (run = 2; run < n && PythonOperators.less("<", all.get(run), all.get(run - 1)) == falling; run++) {
                // The list begins with a run of items in order, or strictly in the opposite one.
            }
            if (falling) {
                java.util.Collections.reverse(all.subList(0, run));
            }
        }
        for (int i = run; i < n; i++) {
            Object pivot = all.remove(i);
            int low = 0;
            int high = i;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (PythonOperators.less("<", pivot, all.get(middle))) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            all.add(low, pivot);
        }
        return all;
    }

    /** Computes {@code value[-2:]}. */
    public static Object lastTwo(@Nullable Object value) {
        return switch (value) {
            case String text -> PythonText.slice(text, Math.max(0, Python.len(text) - 2), Python.len(text));
            case List<?> list -> new ArrayList<>(list.subList(Math.max(0, list.size() - 2), list.size()));
            case Map<?, ?> _ -> throw new PythonError("slice(-2, None, None)");
            case null, default ->
                throw new PythonError("'" + PythonOperators.type(value) + "' object is not subscriptable");
        };
    }
}
