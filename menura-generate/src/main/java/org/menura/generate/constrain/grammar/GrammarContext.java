package org.menura.generate.constrain.grammar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The parts of a grammar: builds them, shared, over the regular languages of one {@link RxContext}. Safe for threads.
 *
 * <p>What recurs, what counts and what depends on what was written is a {@link #lazy} node: its key says which state it
 * is in, and it is made when a text first reaches that state. Recursion must go through something that a text writes
 * first: a node that begins with itself is refused when a text reaches it.
 */
public final class GrammarContext {
    /** The budget of nodes that a context has unless told otherwise. */
    public static final int DEFAULT_NODES = 400_000;

    /** Texts that share a context leave the next one all of its budgets but this part. */
    static final int SHARED_PART = 8;

    private final RxContext rx;
    private final int budget;
    private final Map<Object, Node> known = new HashMap<>();
    private final Node empty;
    private final Node nothing;
    private int count;

    private record TerminalKey(Rx rx) {}

    private record SequenceKey(Node head, Node tail) {}

    private record ChoiceKey(List<Node> options) {}

    private record LazyKey(Object key) {}

    private record CaptureKey(Rx rx, Object key) {}

    private record SpecialKey(int token) {}

    /** Creates a context with default budgets. */
    public GrammarContext() {
        this(new RxContext(), DEFAULT_NODES);
    }

    /**
     * Creates a context over some regular languages.
     *
     * @param budget how many nodes it may make before it throws {@link GrammarTooLargeException}
     */
    public GrammarContext(RxContext rx, int budget) {
        this.rx = rx;
        this.budget = budget;
        empty = new Node.Empty(id());
        nothing = new Node.Choice(id(), List.of());
    }

    /** Returns the regular languages that terminals are made of. */
    public RxContext rx() {
        return rx;
    }

    /** Returns whether another text may share the context: most of its budgets are left. */
    public synchronized boolean hasRoom() {
        return count <= budget / SHARED_PART && rx.hasRoom();
    }

    /** Counts the work that a text may cost from nothing again, for another text. */
    public void renewWork() {
        rx.renewWork();
    }

    /** Returns the node of the empty text alone. */
    public Node empty() {
        return empty;
    }

    /** Returns the node of no text at all. */
    public Node nothing() {
        return nothing;
    }

    /** Returns the node of a regular language. */
    public synchronized Node terminal(Rx language) {
        if (language.context() != rx) {
            throw new IllegalArgumentException("an expression of another context");
        }
        if (language == rx.epsilon()) {
            return empty;
        }
        return language == rx.nothing()
                ? nothing
                : known.computeIfAbsent(new TerminalKey(language), k -> new Node.Terminal(id(), language));
    }

    /** Returns the node of one text. */
    public Node literal(String text) {
        return terminal(rx.literal(text));
    }

    /** Returns one node after another. */
    public Node sequence(Node... parts) {
        return sequence(Arrays.asList(parts));
    }

    /** Returns one node after another. */
    public synchronized Node sequence(List<Node> parts) {
        Node out = empty;
        for (int i = parts.size() - 1; i >= 0; i--) {
            out = pair(parts.get(i), out);
        }
        return out;
    }

    /** Returns any of some nodes. */
    public Node choice(Node... options) {
        return choice(Arrays.asList(options));
    }

    /** Returns any of some nodes. */
    public synchronized Node choice(Collection<Node> options) {
        LinkedHashSet<Node> flat = new LinkedHashSet<>();
        for (Node o : options) {
            if (o instanceof Node.Choice c) {
                flat.addAll(c.options);
            } else {
                flat.add(o);
            }
        }
        if (flat.isEmpty()) {
            return nothing;
        }
        List<Node> all = List.copyOf(flat);
        return all.size() == 1
                ? all.getFirst()
                : known.computeIfAbsent(new ChoiceKey(all), k -> new Node.Choice(id(), all));
    }

    /** Returns a node or the empty text. */
    public Node optional(Node node) {
        return choice(node, empty);
    }

    /**
     * Returns a node that is made when a text first reaches it.
     *
     * @param key of value equality: nodes of equal keys are the same node, whatever their suppliers
     */
    public synchronized Node lazy(Object key, Supplier<Node> supplier) {
        return known.computeIfAbsent(new LazyKey(key), k -> new Node.Lazy(id(), key, supplier));
    }

    /**
     * Returns a node as {@link #lazy} does, of which it is known that it has a text: it is not made to find that out.
     *
     * @param key of value equality: nodes of equal keys are the same node, whatever their suppliers
     */
    public synchronized Node productive(Object key, Supplier<Node> supplier) {
        Node node = lazy(key, supplier);
        node.productive = 1;
        return node;
    }

    /** Returns a node repeated {@code min} to {@code max} times; {@link Rx#UNBOUNDED} for no upper bound. */
    public Node repeat(Node node, int min, int max) {
        if (min < 0 || max < min) {
            throw new IllegalArgumentException("no repetition: {%d,%d}".formatted(min, max));
        }
        if (max == 0 || node == empty) {
            return empty;
        }
        if (node instanceof Node.Terminal t) {
            return terminal(rx.repeat(t.rx, min, max));
        }
        return min == 1 && max == 1 ? node : lazy(new Repeat(node, min, max), () -> unroll(node, min, max));
    }

    private record Repeat(Node node, int min, int max) {}

    private Node unroll(Node node, int min, int max) {
        Node once = sequence(node, repeat(node, Math.max(0, min - 1), max == Rx.UNBOUNDED ? max : max - 1));
        return min == 0 ? choice(once, empty) : once;
    }

    /**
     * Returns a text of a regular language followed by a node that depends on the text.
     *
     * @param key of value equality: what {@code then} does besides looking at the text
     */
    public synchronized Node capture(Rx language, Object key, Function<byte[], Node> then) {
        return known.computeIfAbsent(new CaptureKey(language, key), k -> new Node.Capture(id(), language, key, then));
    }

    /** Returns the node of a control token, which no text produces. */
    public synchronized Node special(int token) {
        return known.computeIfAbsent(new SpecialKey(token), k -> new Node.Special(id(), token));
    }

    /** Returns the node of any one token, control tokens too, but one. */
    public Node otherToken(int token) {
        return special(~token);
    }

    /** Returns the grammar whose texts are those of a node. */
    public Grammar grammar(Node root) {
        return new Grammar(this, root);
    }

    private Node pair(Node a, Node b) {
        if (a == nothing || b == nothing) {
            return nothing;
        }
        if (a == empty) {
            return b;
        }
        if (b == empty) {
            return a;
        }
        if (a instanceof Node.Sequence s) {
            List<Node> spine = new ArrayList<>();
            Node n = s;
            while (n instanceof Node.Sequence more) {
                spine.add(more.head);
                n = more.tail;
            }
            Node joined = pair(n, b);
            for (int i = spine.size() - 1; i >= 0; i--) {
                joined = pair(spine.get(i), joined);
            }
            return joined;
        }
        return known.computeIfAbsent(new SequenceKey(a, b), k -> new Node.Sequence(id(), a, b));
    }

    private int id() {
        if (++count > budget) {
            throw new GrammarTooLargeException(
                    "the grammar needs more than %,d parts: lower its counts, or split it".formatted(budget));
        }
        return count;
    }
}
