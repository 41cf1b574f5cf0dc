package org.menura.generate.constrain.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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
    private final Layout layout;
    private final boolean ordered;
    private final boolean usual;

    private record ValueKey(SchemaGrammar owner, Formula value) {}

    /**
     * Where an object is.
     *
     * @param asked of the members to come
     * @param used the names read
     * @param passed how many of {@code order} were read or passed by
     * @param order of the declared names; empty if any
     */
    private record ObjectState(SchemaGrammar owner, Formula asked, Names used, int passed, Order order) {}

    /** Compared by identity: an object has one. */
    private static final class Order {
        final List<String> names;

        Order(Collection<String> names) {
            this.names = List.copyOf(names);
        }
    }

    private record After(ObjectState before, String name, int passed, Formula rest) {}

    private record Other(ObjectState state) {}

    private record ItemsKey(SchemaGrammar owner, Formula asked) {}

    private record AfterItem(SchemaGrammar owner, Formula asked) {}

    private record ItemKey(SchemaGrammar owner, Formula rest) {}

    SchemaGrammar(GrammarContext context, Values values) {
        this.context = context;
        this.rx = context.rx();
        this.values = values;
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
        return context.productive(new ValueKey(this, value), () -> choose(value, array, object));
    }

    private synchronized Node choose(Formula value, Formula array, Formula object) {
        List<Node> ways = new ArrayList<>();
        ways.add(context.terminal(values.scalars().all(value, values)));
        if (values.objects().completable(object, Names.NONE)) {
            ways.add(object(value, object));
        }
        if (values.arrays().completable(array)) {
            ways.add(array(array));
        }
        return some(ways);
    }

    private Node some(List<Node> ways) {
        return context.choice(ways.stream().filter(n -> n != context.nothing()).toList());
    }

    // ------------------------------------------------------------------------------------------------ objects

    private Node object(Formula value, Formula asked) {
        Order order = NO_ORDER;
        if (ordered) {
            Set<String> names = new LinkedHashSet<>(values.objects().order(value));
            names.addAll(values.objects().mentioned(asked).names());
            order = new Order(names);
        }
        ObjectState start = new ObjectState(this, asked, Names.NONE, 0, order);
        Node open = context.terminal(layout.openObject());
        Node first = members(start);
        Node some = first == context.nothing() ? first : context.sequence(open, first);
        return values.objects().ends(asked) ? some(List.of(context.literal("{}"), some)) : some;
    }

    private synchronized Node members(ObjectState s) {
        Objects objects = values.objects();
        List<Node> ways = new ArrayList<>();
        Formula left = s.asked();
        if (ordered) {
            for (int i = s.passed(); i < s.order().names.size() && !left.isFalse(); i++) {
                String name = s.order().names.get(i);
                if (!s.used().has(name)) {
                    ways.add(named(s, left, name, i + 1));
                    left = objects.without(left, Set.of(name));
                }
            }
        } else {
            for (String name : objects.mentioned(left).names()) {
                if (!s.used().has(name)) {
                    ways.add(named(s, left, name, 0));
                }
            }
        }
        if (!left.isFalse()) {
            ways.add(others(s, left));
        }
        return some(ways);
    }

    private Node named(ObjectState s, Formula asked, String name, int passed) {
        Node then = cases(s, asked, name, passed);
        if (then == context.nothing()) {
            return then;
        }
        Rx text = usual
                ? values.graph().texts().canonical(name)
                : values.graph().texts().literal(name);
        return context.sequence(context.terminal(rx.concat(text, layout.colon())), then);
    }

    /** What may follow a name: a value and the rest of the object, in all cases. */
    private Node cases(ObjectState s, Formula asked, String name, int passed) {
        List<Node> ways = new ArrayList<>();
        for (Branches.Branch b : values.objects().after(asked, name)) {
            if (alive(s, b.rest(), name, passed)) {
                Node then = context.productive(
                        new After(s, name, passed, b.rest()),
                        () -> afterMember(
                                new ObjectState(this, b.rest(), s.used().with(name), passed, s.order())));
                ways.add(context.sequence(value(b.child()), then));
            }
        }
        return some(ways);
    }

    /** Whether the object can be completed after a name. */
    private boolean alive(ObjectState s, Formula rest, String name, int passed) {
        return values.objects().completable(rest, new Objects.Taken() {
            @Override
            public boolean has(String n) {
                // What was passed by is no longer asked for.
                return n.equals(name) || s.used().has(n);
            }

            @Override
            public Names all() {
                Names gone = s.used().with(name);
                for (int i = 0; i < passed; i++) {
                    gone = gone.with(s.order().names.get(i));
                }
                return gone;
            }
        });
    }

    private synchronized Node afterMember(ObjectState s) {
        List<Node> ways = new ArrayList<>();
        if (values.objects().ends(s.asked())) {
            ways.add(context.terminal(layout.closeObject()));
        }
        Node more = members(s);
        if (more != context.nothing()) {
            ways.add(context.sequence(context.terminal(layout.comma()), more));
        }
        return some(ways);
    }

    /** Members whose names no keyword mentions. */
    private Node others(ObjectState s, Formula asked) {
        int passed = s.order().names.size();
        List<Rx> names = new ArrayList<>();
        for (Objects.NameClass c : values.objects().classes(asked)) {
            for (Branches.Branch b : values.objects().after(asked, c.example())) {
                if (alive(s, b.rest(), c.example(), passed)) {
                    names.add(c.language());
                    break;
                }
            }
        }
        if (names.isEmpty()) {
            return context.nothing();
        }
        Texts texts = values.graph().texts();
        Rx language = rx.or(names);
        if (!s.used().isEmpty()) {
            language = rx.minus(
                    language,
                    rx.or(s.used().all().stream().sorted().map(texts::literal).toList()));
        }
        if (language.isEmpty()) {
            return context.nothing();
        }
        ObjectState here = new ObjectState(this, asked, s.used(), passed, s.order());
        return context.capture(rx.concat(language, layout.colon()), new Other(here), text -> other(here, text));
    }

    private synchronized Node other(ObjectState s, byte[] text) {
        return cases(s, s.asked(), JsonStrings.decode(text), s.passed());
    }

    // ------------------------------------------------------------------------------------------------ arrays

    private Node array(Formula asked) {
        Node open = context.terminal(layout.openArray());
        Node first = items(asked);
        Node some = first == context.nothing() ? first : context.sequence(open, first);
        return values.arrays().ends(asked) ? some(List.of(context.literal("[]"), some)) : some;
    }

    private synchronized Node items(Formula asked) {
        List<Node> ways = new ArrayList<>();
        for (Branches.Branch b : values.arrays().after(asked)) {
            Formula rest = b.rest();
            if (Arrays.unique(rest)) {
                Rx item = values.arrays().distinct(rest, b.child());
                if (!item.isEmpty()) {
                    ways.add(context.capture(item, new ItemKey(this, rest), text -> distinct(rest, text)));
                }
            } else if (values.arrays().completable(rest)) {
                ways.add(context.sequence(
                        value(b.child()), context.productive(new AfterItem(this, rest), () -> afterItem(rest))));
            }
        }
        return some(ways);
    }

    private synchronized Node distinct(Formula rest, byte[] text) {
        JsonNode item = ExactJson.parse(new String(text, StandardCharsets.UTF_8), "item");
        Formula next = values.arrays().with(rest, item);
        return values.arrays().completable(next) ? afterItem(next) : context.nothing();
    }

    private synchronized Node afterItem(Formula asked) {
        List<Node> ways = new ArrayList<>();
        if (values.arrays().ends(asked)) {
            ways.add(context.terminal(layout.closeArray()));
        }
        Node more = context.productive(new ItemsKey(this, asked), () -> items(asked));
        if (!values.arrays().after(asked).isEmpty() && goesOn(asked)) {
            ways.add(context.sequence(context.terminal(layout.comma()), more));
        }
        return some(ways);
    }

    /** Whether an item may follow. */
    private boolean goesOn(Formula asked) {
        for (Branches.Branch b : values.arrays().after(asked)) {
            Formula rest = b.rest();
            if (Arrays.unique(rest)) {
                byte[] text = Witness.of(values.arrays().distinct(rest, b.child()));
                if (text == null) {
                    continue;
                }
                rest = values.arrays().with(rest, ExactJson.parse(new String(text, StandardCharsets.UTF_8), "item"));
            }
            if (values.arrays().completable(rest)) {
                return true;
            }
        }
        return false;
    }

    // ------------------------------------------------------------------------------------------------ checking

    /** Reads all schemas that the root refers to, so that what is refused is refused before any text. */
    synchronized void check(Subschema root) {
        Set<Subschema> seen = new HashSet<>();
        List<Subschema> open = new ArrayList<>();
        open.add(root);
        boolean unique = false;
        while (!open.isEmpty()) {
            Subschema s = open.removeLast();
            if (seen.add(s)) {
                Keywords k = s.keywords();
                unique |= k.uniqueItems;
                for (Kind kind : Kind.values()) {
                    values.expand(s, kind);
                }
                open.addAll(k.everything());
            }
        }
        if (unique) {
            explore(values.is(root));
        }
        if (!values.satisfiable(values.is(root))) {
            throw root.place().refuse("", SchemaException.NOTHING);
        }
    }

    /** Meets the arrays whose items must differ, where they are reached without reading much. */
    private void explore(Formula root) {
        Set<Formula> seen = new HashSet<>();
        List<Formula> open = new ArrayList<>();
        open.add(root);
        while (!open.isEmpty()) {
            Formula v = open.removeLast();
            if (!seen.add(v)) {
                continue;
            }
            Formula array = values.of(v, Kind.ARRAY);
            Set<Formula> states = new HashSet<>();
            while (!array.isFalse() && states.add(array) && states.size() < 32) {
                List<Branches.Branch> all = values.arrays().after(array);
                for (Branches.Branch b : all) {
                    open.add(b.child());
                    if (Arrays.unique(b.rest())) {
                        values.arrays().distinct(b.rest(), b.child());
                    }
                }
                array = all.isEmpty()
                        ? values.formulas().bottom
                        : all.getFirst().rest();
            }
            Formula object = values.of(v, Kind.OBJECT);
            if (!object.isFalse()) {
                values.objects()
                        .mentioned(object)
                        .names()
                        .forEach(n -> values.objects().after(object, n).forEach(b -> open.add(b.child())));
                values.objects()
                        .classes(object)
                        .forEach(
                                c -> values.objects().after(object, c.example()).forEach(b -> open.add(b.child())));
            }
        }
    }
}
