package org.menura.chat.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.chat.template.Expr.Operator;
import org.menura.format.python.PythonText;

/** Filters for sequences as a whole. */
final class SequenceFilters {
    private SequenceFilters() {}

    static void define(Filters.Registry filters) {
        filters.add("length", Signature.positional(), (r, v, a) -> length(r.budget(), v));
        filters.add("list", Signature.of(), (r, v, a) -> new ArrayList<>(Values.toList(v, r.budget())));
        filters.add("first", Signature.of(), (r, v, a) -> first(r.budget(), v));
        filters.add("last", Signature.of(), (r, v, a) -> last(r.budget(), v));
        filters.add("reverse", Signature.of(), (r, v, a) -> reverse(r.budget(), v));
        filters.add("sort", Signature.of("reverse?", "case_sensitive?", "attribute?"), SequenceFilters::sort);
        filters.add("dictsort", Signature.of("case_sensitive?", "by?", "reverse?"), SequenceFilters::dictSort);
        filters.add("groupby", Signature.of("attribute", "default?", "case_sensitive?"), SequenceFilters::groupBy);
        filters.add(
                "unique",
                Signature.of("case_sensitive?", "attribute?"),
                (r, v, a) -> Lazy.deferred(r.budget(), () -> unique(r, v, a)));
        filters.add("min", Signature.of("case_sensitive?", "attribute?"), (r, v, a) -> extreme(r, v, a, false));
        filters.add("max", Signature.of("case_sensitive?", "attribute?"), (r, v, a) -> extreme(r, v, a, true));
        filters.add("sum", Signature.of("attribute?", "start?"), SequenceFilters::sum);
        filters.add(
                "batch",
                Signature.of("linecount", "fill_with?"),
                (r, v, a) -> Lazy.deferred(r.budget(), () -> batch(r, v, a)));
        filters.add(
                "slice",
                Signature.of("slices", "fill_with?"),
                (r, v, a) -> Lazy.deferred(r.budget(), () -> slice(r, v, a)));
        filters.add("items", Signature.of(), (r, v, a) -> Lazy.deferred(r.budget(), () -> pairs(v)));
    }

    private static Object length(Budget budget, Object value) {
        long length = Values.length(value, budget);
        if (length < 0) {
            throw new TemplateException("A value of type " + Values.typeName(value) + " has no length");
        }
        return length;
    }

    private static Object first(Budget budget, Object value) {
        Iterator<Object> items = Values.iterate(value, budget);
        return items.hasNext() ? items.next() : Undefined.because("An empty sequence has no first item", budget);
    }

    /** The items as a list that can be walked backwards; null where Python's {@code reversed} fails. */
    private static @Nullable List<Object> reversible(Object value, Budget budget) {
        boolean reversible = value instanceof Dict
                || value instanceof DictView
                || value instanceof Undefined
                || Text.of(value) != null
                || Values.sequence(value) != null;
        return reversible ? Values.toList(value, budget) : null;
    }

    private static Object last(Budget budget, Object value) {
        List<Object> items = reversible(value, budget);
        if (items == null) {
            throw new TemplateException("A value of type " + Values.typeName(value) + " has no last item");
        }
        return items.isEmpty() ? Undefined.because("An empty sequence has no last item", budget) : items.getLast();
    }

    private static Object reverse(Budget budget, Object value) {
        String text = Text.of(value);
        if (text != null) {
            String reversed = new StringBuilder(text).reverse().toString();
            return value instanceof Markup ? new Markup(reversed) : reversed;
        }
        List<Object> items = reversible(value, budget);
        if (items != null) {
            return Lazy.over(items.reversed().iterator(), budget);
        }
        List<Object> list = new ArrayList<>(Values.toList(value, budget));
        Collections.reverse(list);
        return list;
    }

    private static Object sort(Rendering rendering, Object value, BoundArguments arguments) {
        Budget budget = rendering.budget();
        boolean caseSensitive = arguments.truth(1, false);
        List<AttributePath> paths = new ArrayList<>();
        String attributes = Text.of(arguments.get(2));
        if (attributes != null) {
            for (Object attribute : PythonText.split(attributes, ",", -1)) {
                paths.add(AttributePath.of(attribute, budget));
            }
        } else {
            paths.add(AttributePath.of(arguments.get(2), budget));
        }
        List<Object> items = Values.toList(value, budget);
        List<Object> keys = new ArrayList<>(items.size());
        for (Object item : items) {
            keys.add(paths.stream()
                    .<Object>map(path -> path.key(item, caseSensitive))
                    .toList());
        }
        return Comparison.sort(items, keys, arguments.truth(0, false), budget);
    }

    private static Object dictSort(Rendering rendering, Object value, BoundArguments arguments) {
        if (!(value instanceof Dict dict)) {
            Undefined.check(value);
            throw new TemplateException("The filter 'dictsort' needs a dict");
        }
        String by = arguments.text(1, "key");
        if (!by.equals("key") && !by.equals("value")) {
            throw new TemplateException("The filter 'dictsort' sorts by 'key' or by 'value'");
        }
        AttributePath path = AttributePath.of(by.equals("key") ? 0L : (Object) 1L, rendering.budget());
        List<Object> items = new DictView(DictView.Kind.ITEMS, dict).toList();
        List<Object> keys = new ArrayList<>(items.size());
        for (Object item : items) {
            keys.add(path.key(item, arguments.truth(0, false)));
        }
        return Comparison.sort(items, keys, arguments.truth(2, false), rendering.budget());
    }

    private static Object groupBy(Rendering rendering, Object value, BoundArguments arguments) {
        Budget budget = rendering.budget();
        boolean caseSensitive = arguments.truth(2, false);
        AttributePath path = AttributePath.withDefault(arguments.get(0), arguments.get(1), budget);
        List<Object> items = Values.toList(value, budget);
        List<Object> keys = new ArrayList<>(items.size());
        for (Object item : items) {
            keys.add(path.key(item, caseSensitive));
        }
        List<Object> groups = new ArrayList<>();
        List<Object> group = new ArrayList<>();
        @Nullable Object current = null;
        for (Object item : Comparison.sort(items, keys, false, budget)) {
            Object key = path.key(item, caseSensitive);
            if (current == null || !Comparison.equal(current, key, budget)) {
                group = new ArrayList<>();
                groups.add(new Tuple(List.of(path.get(item), group), true));
            }
            current = key;
            group.add(item);
        }
        return groups;
    }

    private static Lazy unique(Rendering rendering, Object value, BoundArguments arguments) {
        Budget budget = rendering.budget();
        AttributePath path = AttributePath.of(arguments.get(1), budget);
        boolean caseSensitive = arguments.truth(0, false);
        Iterator<Object> items = Values.iterate(value, budget);
        Set<Object> seen = new HashSet<>();
        return new Lazy(budget) {
            @Override
            @Nullable
            Object advance() {
                while (items.hasNext()) {
                    budget.step();
                    Object item = items.next();
                    if (seen.add(Keys.normal(path.key(item, caseSensitive)))) {
                        return item;
                    }
                }
                return null;
            }
        };
    }

    private static Object extreme(Rendering rendering, Object value, BoundArguments arguments, boolean max) {
        Budget budget = rendering.budget();
        AttributePath path = AttributePath.of(arguments.get(1), budget);
        Iterator<Object> items = Values.iterate(value, budget);
        if (!items.hasNext()) {
            return Undefined.because("An empty sequence has no least or greatest item", budget);
        }
        Object best = items.next();
        Object bestKey = path.key(best, arguments.truth(0, false));
        while (items.hasNext()) {
            budget.step();
            Object item = items.next();
            Object key = path.key(item, arguments.truth(0, false));
            if (max ? Comparison.less(bestKey, key, budget) : Comparison.less(key, bestKey, budget)) {
                best = item;
                bestKey = key;
            }
        }
        return best;
    }

    private static Object sum(Rendering rendering, Object value, BoundArguments arguments) {
        Budget budget = rendering.budget();
        AttributePath path = AttributePath.of(arguments.get(0), budget);
        Object sum = arguments.get(1, 0L);
        if (Text.of(sum) != null) {
            throw new TemplateException("The filter 'sum' does not join strings");
        }
        for (Iterator<Object> i = Values.iterate(value, budget); i.hasNext(); ) {
            budget.step();
            sum = Operators.apply(Operator.ADD, sum, path.get(i.next()), budget);
        }
        return sum;
    }

    private static Lazy batch(Rendering rendering, Object value, BoundArguments arguments) {
        Budget budget = rendering.budget();
        long size = arguments.integer(0);
        Object fill = arguments.get(1);
        Iterator<Object> items = Values.iterate(value, budget);
        return new Lazy(budget) {
            @Override
            @Nullable
            Object advance() {
                List<Object> batch = new ArrayList<>();
                // A batch of no elements is never full, as in Jinja2.
                while (items.hasNext() && (batch.size() != size || batch.isEmpty())) {
                    budget.step();
                    batch.add(items.next());
                }
                if (batch.isEmpty()) {
                    return null;
                }
                if (fill != None.NONE && batch.size() < size) {
                    budget.elements(size - batch.size());
                    batch.addAll(Collections.nCopies((int) size - batch.size(), fill));
                }
                return batch;
            }
        };
    }

    private static Lazy slice(Rendering rendering, Object value, BoundArguments arguments) {
        Budget budget = rendering.budget();
        List<Object> items = Values.toList(value, budget);
        long slices = arguments.integer(0);
        if (slices == 0) {
            throw new TemplateException("The filter 'slice' needs more than no slices");
        }
        Object fill = arguments.get(1);
        return new Lazy(budget) {
            private long number;
            private int start;

            @Override
            @Nullable
            Object advance() {
                if (number >= slices) {
                    return null;
                }
                boolean extra = number < items.size() % slices;
                int end = start + (int) (items.size() / slices) + (extra ? 1 : 0);
                budget.elements(end - start);
                List<Object> slice = new ArrayList<>(items.subList(start, end));
                if (fill != None.NONE && !extra) {
                    slice.add(fill);
                }
                start = end;
                number++;
                return slice;
            }
        };
    }

    private static Iterator<Object> pairs(Object value) {
        return switch (value) {
            case Undefined u -> Collections.emptyIterator();
            case Dict dict -> new DictView(DictView.Kind.ITEMS, dict).toList().iterator();
            default ->
                throw new TemplateException(
                        "The filter 'items' needs a dict, not a value of type " + Values.typeName(value));
        };
    }
}
