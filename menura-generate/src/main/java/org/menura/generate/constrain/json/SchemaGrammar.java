package org.menura.generate.constrain.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.generate.constrain.grammar.GrammarContext;
import org.menura.generate.constrain.grammar.Node;
import org.menura.generate.constrain.grammar.Rx;
import org.menura.generate.constrain.grammar.RxContext;

/**
 * Writes what {@link Values} admits as nodes of a grammar, made as texts reach them: what is asked of the rest of an
 * object or array is the key of its node. Safe for threads.
 */
final class SchemaGrammar {
    private static final Order NO_ORDER = new Order(List.of());

    private final GrammarContext context;
    private final RxContext rx;
    private final Values values;
    private final Budget budget;
    private final Layout layout;
    private final boolean ordered;
    private final boolean usual;
    private final Map<String, Node> names = new HashMap<>();

    private record ValueKey(SchemaGrammar owner, Formula value) {}

    /**
     * Where an object is.
     *
     * @param asked of the members to come
     * @param used the names read
     * @param passed how many of {@code order} were read or passed by
     * @param order of the declared names; empty if any
     */
    record ObjectState(SchemaGrammar owner, Formula asked, Names used, int passed, Order order) {}

    /** Compared by identity: an object has one. */
    static final class Order {
        final List<String> names;

        Order(Collection<String> names) {
            this.names = List.copyOf(names);
        }
    }

    private record After(ObjectState state) {}

    private record Other(ObjectState state, @Nullable Recording recording) {}

    private record ItemsKey(
            SchemaGrammar owner, Formula asked, @Nullable Recording recording) {}

    private record AfterItem(SchemaGrammar owner, Formula asked) {}

    private record ItemKey(SchemaGrammar owner, Formula rest) {}

    private record Recorded(SchemaGrammar owner, Formula value, Recording recording) {}

    private record Resumed(SchemaGrammar owner, Recording recording) {}

    SchemaGrammar(GrammarContext context, Values values, Budget budget) {
        this.context = context;
        this.rx = context.rx();
        this.values = values;
        this.budget = budget;
        SchemaOptions options = values.graph().options();
        this.layout = new Layout(rx, options.whiteSpace());
        this.ordered = options.order() == SchemaOptions.PropertyOrder.SCHEMA;
        this.usual = options.spelling() == SchemaOptions.Spelling.USUAL;
    }

    /** The node of the values of a formula. */
    synchronized Node value(Formula value) {
        Formula array = values.of(value, Kind.ARRAY);
        Formula object = values.of(value, Kind.OBJECT);
        if (array.isFalse() && object.isFalse()) {
            return context.terminal(values.scalars().all(value, values));
        }
        return context.productive(new ValueKey(this, value), () -> step(() -> choose(value, array, object, null)));
    }

    /** Makes a node when a text reaches it, one at a time, each within a budget of its own. */
    private synchronized Node step(Supplier<Node> make) {
        budget.renew();
        return make.get();
    }

    private Node value(Formula value, @Nullable Recording r) {
        return r == null
                ? value(value)
                : context.productive(
                        new Recorded(this, value, r),
                        () -> step(
                                () -> choose(value, values.of(value, Kind.ARRAY), values.of(value, Kind.OBJECT), r)));
    }

    private Node choose(Formula value, Formula array, Formula object, @Nullable Recording r) {
        List<Node> ways = new ArrayList<>();
        Rx scalars = values.scalars().all(value, values);
        if (r == null) {
            ways.add(context.terminal(scalars));
        } else if (!scalars.isEmpty()) {
            ways.add(context.capture(
                    scalars,
                    new Recorded(this, value, r),
                    text -> step(() -> resume(r.with(new String(text, StandardCharsets.UTF_8))))));
        }
        if (values.objects().completable(object, Names.NONE)) {
            ways.add(object(value, object, r));
        }
        if (values.arrays().completable(array)) {
            ways.add(array(array, r));
        }
        return some(ways);
    }

    /** The end of an object or array. */
    private Node close(Rx text, String written, @Nullable Recording r) {
        Node end = context.terminal(text);
        if (r == null) {
            return end;
        }
        Recording ended = r.with(written);
        return context.sequence(end, context.lazy(new Resumed(this, ended), () -> step(() -> resume(ended))));
    }

    /** What follows a value that was recorded. */
    private Node resume(Recording r) {
        if (r.enclosing().isEmpty()) {
            return differing(r.rest(), r.text());
        }
        Recording outside = r.outside();
        return switch (r.enclosing().getLast()) {
            case Recording.InObject o -> afterMember(o.state(), outside);
            case Recording.InArray a -> {
                Formula next = a.asked();
                if (Arrays.unique(next)) {
                    JsonNode item = item(r.text().substring(a.start()));
                    next = item == null
                            ? values.formulas().bottom
                            : values.arrays().with(next, item);
                }
                yield values.arrays().completable(next) ? afterItem(next, outside) : context.nothing();
            }
        };
    }

    private Node some(List<Node> ways) {
        return context.choice(ways.stream().filter(n -> n != context.nothing()).toList());
    }

    // ------------------------------------------------------------------------------------------------ objects

    private Node object(Formula value, Formula asked, @Nullable Recording r) {
        Order order = NO_ORDER;
        if (ordered) {
            Set<String> names = new LinkedHashSet<>(values.objects().names().order(value));
            names.addAll(values.objects().names().mentioned(asked).names());
            order = new Order(names);
        }
        ObjectState start = new ObjectState(this, asked, Names.NONE, 0, order);
        Node open = context.terminal(layout.openObject());
        Node first = members(start, r == null ? null : r.with("{"));
        Node some = first == context.nothing() ? first : context.sequence(open, first);
        return values.objects().ends(asked) ? some(List.of(close(rx.literal("{}"), "{}", r), some)) : some;
    }

    private Node members(ObjectState s, @Nullable Recording r) {
        Objects objects = values.objects();
        List<Node> ways = new ArrayList<>();
        Formula left = s.asked();
        if (ordered) {
            for (int i = s.passed(); i < s.order().names.size() && !left.isFalse(); i++) {
                String name = s.order().names.get(i);
                if (!s.used().has(name)) {
                    ways.add(named(s, left, name, i + 1, r));
                    left = objects.without(left, Set.of(name));
                }
            }
        } else {
            for (String name : objects.names().mentioned(left).names()) {
                if (!s.used().has(name)) {
                    ways.add(named(s, left, name, 0, r));
                }
            }
        }
        if (!left.isFalse()) {
            ways.add(others(s, left, r));
        }
        return some(ways);
    }

    private Node named(ObjectState s, Formula asked, String name, int passed, @Nullable Recording r) {
        // In the order of the schema, how many were passed says all: texts that differ in what they left out meet
        // again.
        Names used = ordered ? s.used() : s.used().with(name);
        Node then = cases(new ObjectState(this, asked, used, passed, s.order()), name, r);
        if (then == context.nothing()) {
            return then;
        }
        return context.sequence(names.computeIfAbsent(name, this::name), then);
    }

    private Node name(String name) {
        Texts texts = values.graph().texts();
        return context.terminal(rx.concat(usual ? texts.canonical(name) : texts.literal(name), layout.colon()));
    }

    /** What may follow a name: a value and the rest of the object, in all cases; {@code at} is where the object is then. */
    private Node cases(ObjectState at, String name, @Nullable Recording r) {
        List<Node> ways = new ArrayList<>();
        for (Branches.Branch b : values.objects().after(at.asked(), name)) {
            if (!alive(at, b.rest(), name)) {
                continue;
            }
            ObjectState next = new ObjectState(this, b.rest(), at.used(), at.passed(), at.order());
            if (r != null) {
                Recording inside = r.with(Texts.write(name) + ":").inside(new Recording.InObject(next));
                ways.add(value(b.child(), inside));
            } else {
                Node then = context.productive(new After(next), () -> step(() -> afterMember(next, null)));
                ways.add(context.sequence(value(b.child()), then));
            }
        }
        return some(ways);
    }

    /** Whether the object can be completed after a name. */
    private boolean alive(ObjectState at, Formula rest, String name) {
        return values.objects().completable(rest, new ObjectCompletion.Taken() {
            @Override
            public boolean has(String n) {
                // What was passed by is no longer asked for.
                return n.equals(name) || at.used().has(n);
            }

            @Override
            public Names all() {
                Names gone = at.used().with(name);
                for (int i = 0; i < at.passed() && i < at.order().names.size(); i++) {
                    gone = gone.with(at.order().names.get(i));
                }
                return gone;
            }
        });
    }

    private Node afterMember(ObjectState s, @Nullable Recording r) {
        List<Node> ways = new ArrayList<>();
        if (values.objects().ends(s.asked())) {
            ways.add(close(layout.closeObject(), "}", r));
        }
        Node more = members(s, r == null ? null : r.with(","));
        if (more != context.nothing()) {
            ways.add(context.sequence(context.terminal(layout.comma()), more));
        }
        return some(ways);
    }

    /** Members whose names no keyword mentions. */
    private Node others(ObjectState s, Formula asked, @Nullable Recording r) {
        int passed = s.order().names.size();
        Rx language = mayCome(s, asked, passed);
        if (language == rx.nothing()) {
            return context.nothing();
        }
        // Names that were passed by don't come any more, though nothing may be asked of them now.
        Set<String> gone = new TreeSet<>(s.used().all());
        gone.addAll(s.order().names);
        gone.removeAll(values.objects().names().mentioned(asked).names());
        language = values.objects().names().without(language, gone);
        if (language.isEmpty()) {
            return context.nothing();
        }
        ObjectState here = new ObjectState(this, asked, s.used(), passed, s.order());
        return context.capture(
                rx.concat(language, layout.colon()), new Other(here, r), text -> step(() -> other(here, text, r)));
    }

    private Rx mayCome(ObjectState s, Formula asked, int passed) {
        Objects objects = values.objects();
        Rx open = objects.names().open(asked);
        if (open != null) {
            String example = objects.names().example(asked, open, s.used());
            if (example == null) {
                return rx.nothing();
            }
            // Whether one more may come at all does not depend on which it is.
            boolean any = objects.after(asked, example).stream()
                    .anyMatch(b -> alive(new ObjectState(this, asked, s.used(), passed, s.order()), b.rest(), example));
            return any ? open : rx.nothing();
        }
        List<Rx> names = new ArrayList<>();
        for (MemberNames.NameClass c : objects.names().classes(asked)) {
            for (Branches.Branch b : objects.after(asked, c.example())) {
                if (alive(new ObjectState(this, asked, s.used(), passed, s.order()), b.rest(), c.example())) {
                    names.add(c.language());
                    break;
                }
            }
        }
        return rx.or(names);
    }

    private Node other(ObjectState s, byte[] text, @Nullable Recording r) {
        String name = JsonStrings.decode(text);
        return cases(new ObjectState(this, s.asked(), s.used().with(name), s.passed(), s.order()), name, r);
    }

    // ------------------------------------------------------------------------------------------------ arrays

    private Node array(Formula asked, @Nullable Recording r) {
        Node open = context.terminal(layout.openArray());
        Node first = items(asked, r == null ? null : r.with("["));
        Node some = first == context.nothing() ? first : context.sequence(open, first);
        return values.arrays().ends(asked) ? some(List.of(close(rx.literal("[]"), "[]", r), some)) : some;
    }

    private Node items(Formula asked, @Nullable Recording r) {
        List<Node> ways = new ArrayList<>();
        for (Branches.Branch b : values.arrays().after(asked)) {
            Formula rest = b.rest();
            if (!values.arrays().goesOn(b)) {
                continue;
            }
            if (r != null) {
                ways.add(value(
                        b.child(), r.inside(new Recording.InArray(rest, r.text().length()))));
            } else if (!Arrays.unique(rest)) {
                ways.add(context.sequence(
                        value(b.child()),
                        context.productive(new AfterItem(this, rest), () -> step(() -> afterItem(rest, null)))));
            } else if (values.arrays().scalar(b.child())) {
                Rx item = values.scalars().all(b.child(), values);
                ways.add(context.capture(
                        item,
                        new ItemKey(this, rest),
                        text -> step(() -> differing(rest, new String(text, StandardCharsets.UTF_8)))));
            } else {
                ways.add(value(b.child(), Recording.of(rest)));
            }
        }
        return some(ways);
    }

    /** What follows an item that must differ from those to come. */
    private Node differing(Formula rest, String text) {
        JsonNode item = item(text);
        if (item == null) {
            return context.nothing();
        }
        Formula next = values.arrays().with(rest, item);
        return values.arrays().completable(next) ? afterItem(next, null) : context.nothing();
    }

    /** What an item stands for; null if it holds a number that could not be told from others. */
    private static @Nullable JsonNode item(String text) {
        return Recording.LARGE.matcher(text).find() ? null : ExactJson.parse(text, "item");
    }

    private Node afterItem(Formula asked, @Nullable Recording r) {
        List<Node> ways = new ArrayList<>();
        if (values.arrays().ends(asked)) {
            ways.add(close(layout.closeArray(), "]", r));
        }
        if (values.arrays().after(asked).stream().anyMatch(values.arrays()::goesOn)) {
            Recording more = r == null ? null : r.with(",");
            ways.add(context.sequence(
                    context.terminal(layout.comma()),
                    context.productive(new ItemsKey(this, asked, more), () -> step(() -> items(asked, more)))));
        }
        return some(ways);
    }
}
