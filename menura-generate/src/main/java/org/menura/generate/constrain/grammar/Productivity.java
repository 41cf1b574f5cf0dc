package org.menura.generate.constrain.grammar;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds out which nodes have a text at all, so that a text is never led to where it can't end. It makes lazy nodes as far
 * as it must to find one text; a node of which it can't tell within its budget counts as having one, as does what follows
 * a capture.
 */
final class Productivity {
    private static final int MOST_STEPS = 20_000;
    private static final int MOST_NODES = 50_000;
    private static final int DEEPEST = 1_000;

    private int steps;

    Productivity() {}

    boolean of(Node node) {
        byte known = node.productive;
        return known == 0 ? find(node) : known == 1;
    }

    private synchronized boolean find(Node node) {
        steps = 0;
        if (prove(node, new HashSet<>(), 0)) {
            return true;
        }
        return node.productive == 0 ? search(node) : node.productive == 1;
    }

    /** Looks for one text, depth first; not finding one proves nothing, as it gives up where nodes recur. */
    private boolean prove(Node node, Set<Node> tried, int depth) {
        if (node.productive != 0) {
            return node.productive == 1;
        }
        if (depth > DEEPEST || ++steps > MOST_STEPS || !tried.add(node)) {
            return false;
        }
        boolean found = switch (node) {
            case Node.Empty e -> true;
            case Node.Special s -> true;
            case Node.Captured c -> true;
            case Node.Pending p -> true;
            case Node.Terminal t -> !t.rx.isEmpty();
            case Node.Capture c -> !c.rx.isEmpty();
            case Node.Lazy l -> prove(l.made(), tried, depth + 1);
            case Node.Sequence s -> prove(s.head, tried, depth + 1) && prove(s.tail, tried, depth + 1);
            case Node.Choice c -> proveAny(c.options, tried, depth + 1);
        };
        if (found) {
            node.productive = 1;
        }
        return found;
    }

    private boolean proveAny(List<Node> options, Set<Node> tried, int depth) {
        for (Node o : options) {
            if (o.productive == 1 || o instanceof Node.Empty) {
                return true;
            }
        }
        for (Node o : options) {
            if (prove(o, tried, depth)) {
                return true;
            }
        }
        return false;
    }

    /** Collects all nodes that are reached, and finds the least fixed point; all are known afterwards. */
    private boolean search(Node root) {
        Map<Node, List<Node>> users = new HashMap<>();
        ArrayDeque<Node> open = new ArrayDeque<>();
        List<Node> ready = new ArrayList<>();
        users.put(root, new ArrayList<>());
        open.add(root);
        while (!open.isEmpty()) {
            Node n = open.poll();
            if (users.size() > MOST_NODES) {
                return true;
            }
            if (n.productive == 1 || isDirect(n)) {
                ready.add(n);
                continue;
            }
            for (Node part : n.productive == 2 ? List.<Node>of() : parts(n)) {
                List<Node> u = users.get(part);
                if (u == null) {
                    u = new ArrayList<>();
                    users.put(part, u);
                    open.add(part);
                }
                u.add(n);
            }
        }
        while (!ready.isEmpty()) {
            Node n = ready.removeLast();
            n.productive = 1;
            for (Node u : users.getOrDefault(n, List.of())) {
                boolean now = !(u instanceof Node.Sequence s) || s.head.productive == 1 && s.tail.productive == 1;
                if (now && u.productive != 1) {
                    u.productive = 1;
                    ready.add(u);
                }
            }
        }
        users.keySet().forEach(n -> n.productive = n.productive == 1 ? n.productive : 2);
        return root.productive == 1;
    }

    private static boolean isDirect(Node n) {
        return switch (n) {
            case Node.Empty e -> true;
            case Node.Special s -> true;
            case Node.Captured c -> true;
            case Node.Pending p -> true;
            case Node.Terminal t -> !t.rx.isEmpty();
            case Node.Capture c -> !c.rx.isEmpty();
            default -> false;
        };
    }

    private static List<Node> parts(Node n) {
        return switch (n) {
            case Node.Lazy l -> List.of(l.made());
            case Node.Sequence s -> List.of(s.head, s.tail);
            case Node.Choice c -> c.options;
            default -> List.of();
        };
    }
}
