package org.menura.chat.template;

import java.time.LocalDateTime;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Functions that every template can call. */
final class TemplateGlobals {
    private TemplateGlobals() {}

    /** A built-in function. */
    record Function(String name, Signature signature, Body body) implements Callable {
        @Override
        public Object call(Rendering rendering, Arguments arguments) {
            return body.call(rendering, signature.bind(name, arguments));
        }

        @Override
        public String display() {
            return "<function " + name + ">";
        }
    }

    @FunctionalInterface
    interface Body {
        Object call(Rendering rendering, BoundArguments arguments);
    }

    static void define(Scope scope) {
        define(scope, "range", Signature.positional("start", "stop?", "step?"), (r, a) -> range(a));
        define(scope, "dict", Signature.ANY, (r, a) -> dict(r, a.all()));
        define(scope, "namespace", Signature.ANY, (r, a) -> new Namespace(dict(r, a.all())));
        define(scope, "cycler", Signature.ANY, (r, a) -> new Cycler(a.all().positional()));
        define(scope, "joiner", Signature.of("sep?"), (r, a) -> new Joiner(a.get(0, ", ")));
        define(scope, "raise_exception", Signature.of("message"), (r, a) -> {
            throw new TemplateException(Repr.str(a.get(0), r.budget()));
        });
        define(
                scope,
                "strftime_now",
                Signature.of("format"),
                (r, a) -> Strftime.format(a.text(0), LocalDateTime.now(r.clock()), r.budget()));
        define(scope, "lipsum", Signature.ANY, (r, a) -> {
            throw new TemplateException("'lipsum' is refused, because a prompt must not be random");
        });
    }

    private static void define(Scope scope, String name, Signature signature, Body body) {
        scope.set(name, new Function(name, signature, body));
    }

    private static Range range(BoundArguments arguments) {
        return arguments.has(1)
                ? new Range(arguments.integer(0), arguments.integer(1), arguments.integer(2, 1))
                : new Range(0, arguments.integer(0), 1);
    }

    private static Dict dict(Rendering rendering, Arguments arguments) {
        Dict dict = new Dict();
        if (arguments.positional().size() > 1) {
            throw new TemplateException("A dict is made of one value and named ones");
        }
        for (Object source : arguments.positional()) {
            if (source instanceof Dict other) {
                rendering.budget().elements(other.size());
                other.entries().forEach(e -> dict.put(e.key(), e.value()));
            } else {
                Iterator<Object> pairs = Values.iterate(source, rendering.budget());
                while (pairs.hasNext()) {
                    rendering.budget().step();
                    List<Object> pair = Values.toList(pairs.next(), rendering.budget());
                    if (pair.size() != 2) {
                        throw new TemplateException("A dict is made of pairs");
                    }
                    dict.put(pair.get(0), pair.get(1));
                }
            }
        }
        arguments.keywords().forEach(dict::put);
        return dict;
    }

    /** Jinja's {@code cycler}. */
    static final class Cycler {
        private final List<Object> items;
        private int position;

        Cycler(List<Object> items) {
            if (items.isEmpty()) {
                throw new TemplateException("A cycler needs at least one item");
            }
            this.items = items;
        }

        @Nullable
        Object attribute(String name) {
            return switch (name) {
                case "current" -> items.get(position);
                case "pos" -> (long) position;
                case "items" -> Tuple.of(items);
                case "next" ->
                    method("next", (r, a) -> {
                        Object item = items.get(position);
                        position = (position + 1) % items.size();
                        return item;
                    });
                case "reset" ->
                    method("reset", (r, a) -> {
                        position = 0;
                        return None.NONE;
                    });
                default -> null;
            };
        }

        private static Function method(String name, Body body) {
            return new Function(name, Signature.positional(), body);
        }
    }

    /** Jinja's {@code joiner}: empty at the first call, the separator afterwards. */
    static final class Joiner implements Callable {
        private final Object separator;
        private boolean used;

        Joiner(Object separator) {
            this.separator = separator;
        }

        @Override
        public Object call(Rendering rendering, Arguments arguments) {
            boolean first = !used;
            used = true;
            return first ? "" : separator;
        }

        @Nullable
        Object attribute(String name) {
            return switch (name) {
                case "sep" -> separator;
                case "used" -> used;
                default -> null;
            };
        }
    }
}
