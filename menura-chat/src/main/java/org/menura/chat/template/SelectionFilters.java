package org.menura.chat.template;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Filters that choose or change single elements, and those that choose between values. */
final class SelectionFilters {
    private SelectionFilters() {}

    static void define(Filters.Registry filters) {
        filters.add(
                "default",
                Signature.of("default_value?", "boolean?"),
                (r, v, a) -> v instanceof Undefined || a.truth(1, false) && !Values.truth(v) ? a.get(0, "") : v);
        filters.add("attr", Signature.of("name"), (r, v, a) -> {
            Undefined.check(v);
            Object attribute = Attributes.find(v, a.text(0), r.budget());
            return attribute == null ? Undefined.attribute(v, a.text(0), r.budget()) : attribute;
        });
        filters.add("map", Signature.ANY, (r, v, a) -> map(r, v, a.all()));
        filters.add("select", Signature.ANY, (r, v, a) -> select(r, v, a, false, true));
        filters.add("reject", Signature.ANY, (r, v, a) -> select(r, v, a, false, false));
        filters.add("selectattr", Signature.ANY, (r, v, a) -> select(r, v, a, true, true));
        filters.add("rejectattr", Signature.ANY, (r, v, a) -> select(r, v, a, true, false));
    }

    /** Walks {@code value} lazily; like Jinja2, looks at the arguments only once the first element is asked for. */
    private abstract static class Walk extends Lazy {
        private final Budget budget;
        private final Object value;
        private @Nullable Iterator<Object> source;

        Walk(Budget budget, Object value) {
            super(budget);
            this.budget = budget;
            this.value = value;
        }

        abstract void prepare();

        @Nullable
        Object nextElement() {
            if (source == null) {
                boolean any = Values.truth(value);
                if (any) {
                    prepare();
                }
                source = any ? Values.iterate(value, budget) : List.of().iterator();
            }
            budget.step();
            return source.hasNext() ? source.next() : null;
        }
    }

    private static Object map(Rendering rendering, Object value, Arguments arguments) {
        return new Walk(rendering.budget(), value) {
            private @Nullable Function<Object, Object> function;

            @Override
            void prepare() {
                function = mapping(rendering, arguments);
            }

            @Override
            @Nullable
            Object advance() {
                Object element = nextElement();
                return element == null || function == null ? null : function.apply(element);
            }
        };
    }

    private static Function<Object, Object> mapping(Rendering rendering, Arguments arguments) {
        Map<String, Object> keywords = arguments.keywords();
        if (arguments.positional().isEmpty() && keywords.containsKey("attribute")) {
            Signature.of("attribute?", "default?").bind("map", arguments);
            Object fallback = keywords.getOrDefault("default", None.NONE);
            AttributePath path =
                    AttributePath.withDefault(keywords.getOrDefault("attribute", ""), fallback, rendering.budget());
            return path::get;
        }
        if (arguments.positional().isEmpty()) {
            throw new TemplateException("The filter 'map' needs the name of a filter");
        }
        String name = name(arguments.positional().getFirst());
        Filter filter = Filters.get(name);
        TextFilter given = filter == null ? rendering.filters().get(name) : null;
        if (given != null) {
            return element -> GivenFilters.apply(given, name, rendering, element, arguments.skip(1));
        }
        if (filter == null) {
            throw new TemplateException("There is no filter named '" + name + "'");
        }
        return element -> filter.apply(rendering, element, arguments.skip(1));
    }

    private static String name(Object value) {
        String name = Text.of(value);
        if (name == null) {
            throw new TemplateException(
                    "The name of a filter or test must be a string, not of type " + Values.typeName(value));
        }
        return name;
    }

    private static Object select(
            Rendering rendering, Object value, BoundArguments arguments, boolean byAttribute, boolean wanted) {
        return new Walk(rendering.budget(), value) {
            private Predicate<Object> predicate = element -> true;

            @Override
            void prepare() {
                predicate = predicate(rendering, arguments, byAttribute);
            }

            @Override
            @Nullable
            Object advance() {
                for (Object e = nextElement(); e != null; e = nextElement()) {
                    if (predicate.test(e) == wanted) {
                        return e;
                    }
                }
                return null;
            }
        };
    }

    private static Predicate<Object> predicate(Rendering rendering, BoundArguments bound, boolean byAttribute) {
        List<Object> arguments = bound.all().positional();
        int offset = byAttribute ? 1 : 0;
        if (arguments.size() < offset) {
            throw new TemplateException("The filter '" + bound.callee() + "' needs the name of an attribute");
        }
        AttributePath path = AttributePath.of(byAttribute ? arguments.getFirst() : None.NONE, rendering.budget());
        if (arguments.size() == offset) {
            return element -> Values.truth(path.get(element));
        }
        String name = name(arguments.get(offset));
        Test test = Tests.get(name);
        if (test == null) {
            throw new TemplateException("There is no test named '" + name + "'");
        }
        Arguments rest = bound.all().skip(offset + 1);
        return element -> test.apply(rendering, path.get(element), rest);
    }
}
