package org.menura.generate.constrain.grammar;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The automaton of a grammar: its states are sets of threads, made as texts reach them, shared between texts, and
 * forgotten together when there are too many.
 */
final class Automaton {
    private static final int MOST_THREADS = 2_000;
    private static final int MOST_EXPANSIONS = 100_000;
    private static final int DEEPEST = 1_000;
    private static final int MOST_REMEMBERED = 60_000;
    private static final byte[] NO_BYTES = {};
    private static final int MOST_SINGLES = 12;

    private final GrammarContext context;
    private final Node root;
    private final Productivity productivity;
    private volatile Memory memory;

    /** The state from which no text goes on. */
    final GrammarState dead;

    /** What is shared until it is forgotten. */
    static final class Memory {
        final Cont end = Cont.end();
        final ConcurrentHashMap<Cont, Cont> conts = new ConcurrentHashMap<>();
        final ConcurrentHashMap<GrammarState, GrammarState> states = new ConcurrentHashMap<>();
        volatile @Nullable GrammarState start;
    }

    private record Open(@Nullable Node node, @Nullable Cont then) {
        @Override
        public boolean equals(Object o) {
            return o instanceof Open p && p.then == then && (p.node == node || node != null && node.equals(p.node));
        }

        @Override
        public int hashCode() {
            return (node == null ? 0 : node.hashCode()) * 31 + System.identityHashCode(then);
        }
    }

    Automaton(GrammarContext context, Node root) {
        this.context = context;
        this.root = root;
        this.productivity = new Productivity();
        this.memory = new Memory();
        this.dead = new GrammarState(this, memory, new Closure());
    }

    GrammarContext context() {
        return context;
    }

    GrammarState start() {
        Memory m = memory;
        GrammarState s = m.start;
        if (s == null) {
            Closure c = productivity.of(root) ? expand(root, m.end) : new Closure();
            s = state(c);
            m.start = s;
        }
        return s;
    }

    /** The state after a byte; {@link #dead} if there is none. */
    GrammarState step(GrammarState from, int value) {
        if (from.languages.length == 1 && !from.capturing) {
            Rx next = from.languages[0].next(value);
            if (next.isEmpty()) {
                return dead;
            }
            if (!next.nullable()) {
                return single(next, from.after[0]);
            }
            if (!next.hasMore()) {
                return complete(from.after[0]);
            }
        }
        Closure out = new Closure();
        for (int i = 0; i < from.languages.length; i++) {
            Rx next = from.languages[i].next(value);
            if (next.isEmpty()) {
                continue;
            }
            Cont then = from.after[i];
            if (then.capturing) {
                then = extended(then, value);
            }
            if (next.hasMore()) {
                out.add(next, then, this);
            }
            if (next.nullable()) {
                out.addAll(closure(then), this);
            }
        }
        return state(out);
    }

    /** The state of one thread. */
    private GrammarState single(Rx language, Cont then) {
        GrammarState[] known = then.singles;
        for (GrammarState s : known) {
            if (s.languages[0] == language) {
                return s;
            }
        }
        Closure c = new Closure();
        c.add(language, then, this);
        GrammarState made = shared(c);
        if (known.length < MOST_SINGLES) {
            GrammarState[] more = Arrays.copyOf(known, known.length + 1);
            more[known.length] = made;
            then.singles = more;
        }
        return made;
    }

    /** The state after a terminal that is complete and goes no further. */
    private GrammarState complete(Cont then) {
        GrammarState known = then.complete;
        if (known == null) {
            known = state(closure(then));
            then.complete = known;
        }
        return known;
    }

    /** The state after a token as a whole; {@link #dead} if there is none. */
    GrammarState special(GrammarState from, int token) {
        Closure out = new Closure();
        for (int i = 0; i < from.tokens.length; i++) {
            int wanted = from.tokens[i];
            if (wanted == token || wanted < 0 && ~wanted != token) {
                out.addAll(closure(from.afterTokens[i]), this);
            }
        }
        return state(out);
    }

    /** The state of texts that are in one of two states. */
    GrammarState either(GrammarState a, GrammarState b) {
        if (a == dead || b == dead) {
            return a == dead ? b : a;
        }
        Closure out = new Closure();
        a.addTo(out);
        b.addTo(out);
        return state(out);
    }

    void checkThreads(int size) {
        if (size >= MOST_THREADS) {
            throw new GrammarBudgetException(
                    "the grammar is too ambiguous: a text can be read in more than %,d ways at once"
                            .formatted(MOST_THREADS));
        }
    }

    Cont union(Cont a, Cont b) {
        if (a == b) {
            return a;
        }
        List<@Nullable Node> nodes = new ArrayList<@Nullable Node>(Arrays.<@Nullable Node>asList(a.nodes));
        List<@Nullable Cont> after = new ArrayList<@Nullable Cont>(Arrays.<@Nullable Cont>asList(a.after));
        for (int i = 0; i < b.size(); i++) {
            if (!a.has(b.nodes[i], b.after[i])) {
                nodes.add(b.nodes[i]);
                after.add(b.after[i]);
            }
        }
        if (nodes.size() == a.size()) {
            return a;
        }
        checkThreads(nodes.size());
        return shared(new Cont(nodes.toArray(new @Nullable Node[0]), after.toArray(new @Nullable Cont[0])));
    }

    private Cont push(Node node, Cont then) {
        Cont c = new Cont(new @Nullable Node[] {node}, new @Nullable Cont[] {then});
        return shared(c);
    }

    private Cont shared(Cont c) {
        Memory m = room();
        Cont old = m.conts.putIfAbsent(c, c);
        return old == null ? c : old;
    }

    private Memory room() {
        Memory m = memory;
        if (m.conts.size() + m.states.size() > MOST_REMEMBERED) {
            synchronized (this) {
                if (memory == m) {
                    memory = new Memory();
                }
                m = memory;
            }
        }
        return m;
    }

    /** The same state without the texts of captures. */
    GrammarState withoutTexts(GrammarState from) {
        Closure out = new Closure();
        for (int i = 0; i < from.languages.length; i++) {
            Cont then = from.after[i];
            if (then.capturing) {
                @Nullable Node[] nodes = then.nodes.clone();
                for (int k = 0; k < nodes.length; k++) {
                    if (nodes[k] instanceof Node.Captured t) {
                        nodes[k] = new Node.Pending(t.capture);
                    }
                }
                then = shared(new Cont(nodes, then.after));
            }
            out.add(from.languages[i], then, this);
        }
        for (int i = 0; i < from.tokens.length; i++) {
            out.addToken(from.tokens[i], from.afterTokens[i], this);
        }
        out.accepting = from.accepting;
        return state(out);
    }

    GrammarState within(GrammarState from, int bytes) {
        Closure out = new Closure();
        boolean same = true;
        for (int i = 0; i < from.languages.length; i++) {
            Rx language = from.languages[i];
            Rx near = language.context.horizon(language, bytes);
            same &= near == language;
            out.add(near, from.after[i], this);
        }
        if (same) {
            return from;
        }
        for (int i = 0; i < from.tokens.length; i++) {
            out.addToken(from.tokens[i], from.afterTokens[i], this);
        }
        out.accepting = from.accepting;
        return state(out);
    }

    private Cont extended(Cont c, int value) {
        @Nullable Node[] nodes = c.nodes.clone();
        for (int i = 0; i < nodes.length; i++) {
            if (nodes[i] instanceof Node.Captured t) {
                nodes[i] = t.with(value);
            }
        }
        return shared(new Cont(nodes, c.after));
    }

    /** A state whose captures have ended without their texts, after some bytes from a state that has what was before. */
    GrammarState resolved(GrammarState state, GrammarState from, byte[] bytes, int count) {
        Closure out = new Closure();
        state.addTo(out);
        for (int p = 0; p < state.pending.length; p++) {
            Cont then = state.afterPending[p];
            for (Cont open : from.after) {
                for (int i = 0; open.capturing && i < open.size(); i++) {
                    if (open.after[i] == then
                            && open.nodes[i] instanceof Node.Captured t
                            && t.capture == state.pending[p].capture) {
                        addCaptured(t, then, t.text(bytes, count), out);
                    }
                }
            }
        }
        return state(out);
    }

    private void addCaptured(Node.Captured t, Cont then, byte[] text, Closure out) {
        if (t.capture.rx.matches(text)) {
            Node next = t.capture.then.apply(text);
            if (productivity.of(next)) {
                out.addAll(closure(push(next, then)), this);
            }
        }
    }

    GrammarState state(Closure c) {
        boolean plain = c.tokens.length == 0 && !c.accepting && c.pending.length == 0;
        if (plain && c.size == 0) {
            return dead;
        }
        return plain && c.size == 1 ? single(c.languages[0], c.after[0]) : shared(c);
    }

    private GrammarState shared(Closure c) {
        Memory m = room();
        GrammarState s = new GrammarState(this, m, c);
        GrammarState old = m.states.putIfAbsent(s, s);
        return old == null ? s : old;
    }

    /** Returns what a text may go on with when its terminal is complete. */
    private Closure closure(Cont c) {
        Closure known = c.closure;
        if (known != null) {
            return known;
        }
        Closure out = new Closure();
        Set<Open> seen = new HashSet<>();
        ArrayDeque<Open> open = new ArrayDeque<>();
        addLinks(c, open, seen);
        run(open, seen, out, c.depth);
        c.closure = out;
        return out;
    }

    private Closure expand(Node node, Cont then) {
        Closure out = new Closure();
        Set<Open> seen = new HashSet<>();
        ArrayDeque<Open> open = new ArrayDeque<>();
        open.add(new Open(node, then));
        run(open, seen, out, then.depth);
        return out;
    }

    private static void addLinks(Cont c, ArrayDeque<Open> open, Set<Open> seen) {
        for (int i = c.size() - 1; i >= 0; i--) {
            Open o = new Open(c.nodes[i], c.after[i]);
            if (seen.add(o)) {
                open.push(o);
            }
        }
    }

    private void run(ArrayDeque<Open> open, Set<Open> seen, Closure out, int depth) {
        int expansions = 0;
        while (!open.isEmpty()) {
            Open o = open.pop();
            if (++expansions > MOST_EXPANSIONS) {
                throw new GrammarBudgetException("the grammar has more than %,d ways to go on at one place of a text"
                        .formatted(MOST_EXPANSIONS));
            }
            Node node = o.node;
            Cont then = o.then;
            if (node == null || then == null) {
                out.accepting = true;
                continue;
            }
            if (then.depth > depth + DEEPEST) {
                throw new GrammarException(
                        "the grammar begins with itself (left recursion)" + name(node) + ": put what it repeats last");
            }
            switch (node) {
                case Node.Empty e -> addLinks(then, open, seen);
                case Node.Terminal t -> start(t.rx, then, then, out, open, seen);
                case Node.Sequence s -> {
                    if (productivity.of(s.tail)) {
                        add(s.head, push(s.tail, then), open, seen);
                    }
                }
                case Node.Choice c -> {
                    for (int i = c.options.size() - 1; i >= 0; i--) {
                        add(c.options.get(i), then, open, seen);
                    }
                }
                case Node.Lazy l -> add(l.made(), then, open, seen);
                case Node.Capture c -> {
                    Cont captured = push(new Node.Captured(c), then);
                    start(c.rx, captured, captured, out, open, seen);
                }
                case Node.Captured c -> {
                    Node next = c.capture.then.apply(c.text(NO_BYTES, 0));
                    if (productivity.of(next)) {
                        add(next, then, open, seen);
                    }
                }
                case Node.Pending p -> out.addPending(p, then);
                case Node.Special s -> out.addToken(s.token, then, this);
            }
        }
    }

    private void start(Rx rx, Cont then, Cont links, Closure out, ArrayDeque<Open> open, Set<Open> seen) {
        if (rx.isEmpty()) {
            return;
        }
        if (rx.hasMore()) {
            out.add(rx, then, this);
        }
        if (rx.nullable()) {
            addLinks(links, open, seen);
        }
    }

    private static void add(Node node, Cont then, ArrayDeque<Open> open, Set<Open> seen) {
        Open o = new Open(node, then);
        if (seen.add(o)) {
            open.push(o);
        }
    }

    private static String name(Node node) {
        return node instanceof Node.Lazy l ? " at " + l.key : "";
    }
}
