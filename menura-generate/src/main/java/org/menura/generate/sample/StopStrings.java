package org.menura.generate.sample;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.annotation.Internal;

/**
 * Finds stop strings in text that arrives in pieces, and holds back what may be the beginning of one, so that no part
 * of a stop string is ever shown. The first stop string to be complete counts, of several that end together the
 * longest; how the text is cut into pieces makes no difference.
 *
 * <p>A state machine over all strings at once (Aho and Corasick, "Efficient string matching", CACM 18, 1975): its state
 * is the longest suffix of the text that begins a stop string, which is just what must be held back.
 */
@Internal
public final class StopStrings {
    /** A beginning of one or several stop strings. */
    private static final class Node {
        final Map<Character, Node> next = new HashMap<>();
        final int depth;
        /** The node of the longest proper suffix that also begins a stop string; null for the root. */
        @Nullable
        Node fallback;
        /** The longest stop string that ends here. */
        @Nullable
        String match;

        Node(int depth) {
            this.depth = depth;
        }
    }

    private final Node root = new Node(0);
    private final StringBuilder held = new StringBuilder();
    private Node node = root;
    private @Nullable String matched;

    /**
     * Creates a matcher at the start of a text.
     *
     * @throws IllegalArgumentException if a stop string is empty
     */
    public StopStrings(List<String> strings) {
        for (String string : strings) {
            if (string.isEmpty()) {
                throw new IllegalArgumentException("a stop string is empty; leave it out");
            }
            Node end = root;
            for (int i = 0; i < string.length(); i++) {
                int depth = i + 1;
                end = end.next.computeIfAbsent(string.charAt(i), c -> new Node(depth));
            }
            end.match = string;
        }
        linkSuffixes();
    }

    private void linkSuffixes() {
        Deque<Node> queue = new ArrayDeque<>(List.of(root));
        while (!queue.isEmpty()) {
            Node parent = queue.remove();
            parent.next.forEach((character, child) -> {
                Node suffix = parent.fallback == null ? root : step(parent.fallback, character);
                child.fallback = suffix;
                if (child.match == null) {
                    child.match = suffix.match;
                }
                queue.add(child);
            });
        }
    }

    private Node step(Node from, char character) {
        Node at = from;
        while (true) {
            Node next = at.next.get(character);
            if (next != null) {
                return next;
            }
            if (at.fallback == null) {
                return root;
            }
            at = at.fallback;
        }
    }

    /**
     * Takes the next piece of the text.
     *
     * @return the text that may be shown now; empty after a stop string
     */
    public String push(String piece) {
        for (int i = 0; i < piece.length() && matched == null; i++) {
            held.append(piece.charAt(i));
            node = step(node, piece.charAt(i));
            matched = node.match;
        }
        if (matched == null) {
            return take(held.length() - node.depth);
        }
        String shown = take(Math.max(held.length() - matched.length(), 0));
        held.setLength(0);
        return shown;
    }

    private String take(int length) {
        String text = held.substring(0, length);
        held.delete(0, length);
        return text;
    }

    /** Returns the text still held back, for when generation ends without a stop string. */
    public String flush() {
        node = root;
        return take(held.length());
    }

    /** Returns the stop string that ended the text; null while there is none. */
    public @Nullable String matched() {
        return matched;
    }

    /** Returns whether a stop string ended the text. */
    public boolean isStopped() {
        return matched != null;
    }
}
