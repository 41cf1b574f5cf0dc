package org.menura.generate.constrain.grammar;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The drawing of a random text of a grammar: every choice at random, and the shortest way out where the text has become
 * long. Not uniform over the texts, of which there may be infinitely many.
 */
final class Drawing {
    private static final int DEEPEST = 400;
    private static final int LOOSE_DEPTH = 60;
    private static final int LOOSE_BYTES = 600;
    private static final int TRIES = 30;
    private static final int MOST_STATES = 20_000;

    private final Productivity productivity = new Productivity();
    private final RandomGenerator random;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** How many lazy nodes deep a node's shallowest text is found, by node. */
    private final Map<Node, Integer> heights = new HashMap<>();

    Drawing(RandomGenerator random) {
        this.random = random;
    }

    byte[] draw(Node root) {
        if (!productivity.of(root)) {
            throw new GrammarException("the grammar has no text at all");
        }
        write(root, 0);
        return out.toByteArray();
    }

    private boolean isTight(int depth) {
        return depth > LOOSE_DEPTH || out.size() > LOOSE_BYTES;
    }

    private void write(Node root, int depth) {
        if (depth > DEEPEST) {
            throw new GrammarException("a text of the grammar nests more than %d deep".formatted(DEEPEST));
        }
        Node node = root;
        while (true) {
            switch (node) {
                case Node.Terminal t -> {
                    out.writeBytes(text(t.rx, isTight(depth)));
                    return;
                }
                case Node.Sequence s -> {
                    write(s.head, depth + 1);
                    node = s.tail;
                }
                case Node.Choice c -> node = choose(c, depth);
                case Node.Lazy l -> node = l.made();
                case Node.Capture c -> node = captured(c, depth);
                case Node.Empty e -> {
                    return;
                }
                case Node.Special s -> {
                    return;
                }
                case Node.Captured c -> throw new IllegalStateException("a capture's text in a grammar");
                case Node.Pending p -> throw new IllegalStateException("a capture's end in a grammar");
            }
        }
    }

    private Node captured(Node.Capture c, int depth) {
        for (int i = 0; i < TRIES; i++) {
            byte[] text = text(c.rx, isTight(depth));
            Node next = c.then.apply(text);
            if (productivity.of(next)) {
                out.writeBytes(text);
                return next;
            }
        }
        throw new GrammarException("no text was found that goes on after a part which what follows depends on");
    }

    private Node choose(Node.Choice c, int depth) {
        List<Node> options = new ArrayList<>();
        for (Node o : c.options) {
            if (productivity.of(o)) {
                options.add(o);
            }
        }
        if (!isTight(depth)) {
            return options.get(random.nextInt(options.size()));
        }
        Node best = options.getFirst();
        int least = Integer.MAX_VALUE;
        for (Node o : options) {
            int h = height(o);
            if (h < least) {
                least = h;
                best = o;
            }
        }
        return best;
    }

    private int height(Node node) {
        for (int limit = 0; limit < 64; limit++) {
            if (within(node, limit, new HashSet<>())) {
                return heights.getOrDefault(node, limit);
            }
        }
        return Integer.MAX_VALUE - 1;
    }

    /** Whether a node has a text within some lazy nodes' depth. */
    private boolean within(Node node, int limit, Set<Node> open) {
        Integer known = heights.get(node);
        if (known != null) {
            return known <= limit;
        }
        if (!open.add(node)) {
            return false;
        }
        boolean found =
                switch (node) {
                    case Node.Terminal t -> !t.rx.isEmpty();
                    case Node.Capture c -> !c.rx.isEmpty();
                    case Node.Sequence s -> within(s.head, limit, open) && within(s.tail, limit, open);
                    case Node.Choice c -> {
                        boolean any = false;
                        for (Node o : c.options) {
                            any = any || within(o, limit, open);
                        }
                        yield any;
                    }
                    case Node.Lazy l -> limit > 0 && within(l.made(), limit - 1, open);
                    default -> true;
                };
        open.remove(node);
        if (found) {
            heights.put(node, limit);
        }
        return found;
    }

    /** Draws a text of a regular language: a random walk over its automaton that ends early, or the shortest text. */
    private byte[] text(Rx language, boolean tight) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        Rx state = language;
        int loose = tight ? 0 : random.nextInt(24);
        while (text.size() < loose) {
            if (state.nullable() && (!state.hasMore() || random.nextInt(4) == 0)) {
                return text.toByteArray();
            }
            int value = step(state);
            text.write(value);
            state = state.next(value);
        }
        text.writeBytes(shortest(state));
        return text.toByteArray();
    }

    /** A byte that the language goes on with, mostly a printable one. */
    private int step(Rx state) {
        ByteClasses classes = state.classes();
        boolean[] alive = new boolean[classes.count()];
        for (int c = 0; c < alive.length; c++) {
            alive[c] = !state.next(classes.first[c]).isEmpty();
        }
        List<Integer> plain = new ArrayList<>();
        List<Integer> others = new ArrayList<>();
        for (int i = 0; i < 256; i++) {
            if (alive[classes.map[i] & 0xFF]) {
                (i >= 0x20 && i < 0x7F ? plain : others).add(i);
            }
        }
        List<Integer> from = plain.isEmpty() || !others.isEmpty() && random.nextInt(16) == 0 ? others : plain;
        return from.get(random.nextInt(from.size()));
    }

    private record Step(@Nullable Step before, int value) {}

    /** A shortest text, breadth first; bytes that are letters or digits first. */
    private static byte[] shortest(Rx start) {
        Map<Rx, Step> seen = new HashMap<>();
        ArrayDeque<Rx> open = new ArrayDeque<>();
        Step first = new Step(null, -1);
        seen.put(start, first);
        open.add(start);
        while (!open.isEmpty() && seen.size() < MOST_STATES) {
            Rx s = open.poll();
            Step at = seen.getOrDefault(s, first);
            if (s.nullable()) {
                return bytes(at);
            }
            ByteClasses classes = s.classes();
            for (int c = 0; c < classes.count(); c++) {
                int value = representative(classes, c);
                Rx next = s.next(value);
                if (!next.isEmpty() && !seen.containsKey(next)) {
                    seen.put(next, new Step(at, value));
                    open.add(next);
                }
            }
        }
        throw new GrammarException("a text of the grammar needs to be too long to be drawn");
    }

    private static int representative(ByteClasses classes, int c) {
        for (int value : new int[] {'a', '0', 'A', ' '}) {
            if ((classes.map[value] & 0xFF) == c) {
                return value;
            }
        }
        return classes.first[c];
    }

    private static byte[] bytes(Step last) {
        ByteArrayOutputStream reversed = new ByteArrayOutputStream();
        Step s = last;
        while (s.before != null) {
            reversed.write(s.value);
            s = s.before;
        }
        byte[] out = reversed.toByteArray();
        for (int i = 0, j = out.length - 1; i < j; i++, j--) {
            byte b = out[i];
            out[i] = out[j];
            out[j] = b;
        }
        return out;
    }
}
