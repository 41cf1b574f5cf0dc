package org.menura.generate.constrain.grammar;

import org.jspecify.annotations.Nullable;

/**
 * What comes after the present terminal: a set of links, each a node and what comes after that, shared as in a
 * graph-structured stack. A link without a node is the end of the text. Compared by identity of what it links to.
 */
final class Cont {
    private static final GrammarState[] NO_STATES = {};

    final @Nullable Node[] nodes;
    final @Nullable Cont[] after;
    final int depth;
    final boolean capturing;
    private final int hash;

    /** What a text may go on with from here; written by several threads with equal content. */
    @Nullable
    Closure closure;

    /** The state of the closure alone, likewise. */
    @Nullable
    GrammarState complete;

    /** States of one thread that this comes after, likewise. */
    GrammarState[] singles = NO_STATES;

    Cont(@Nullable Node[] nodes, @Nullable Cont[] after) {
        this.nodes = nodes;
        this.after = after;
        int deepest = 0;
        int h = 0;
        boolean captures = false;
        for (int i = 0; i < nodes.length; i++) {
            Node n = nodes[i];
            Cont a = after[i];
            h = h * 31 + (n == null ? 0 : n.hashCode()) * 17 + (a == null ? 0 : a.hash);
            deepest = Math.max(deepest, a == null ? 0 : a.depth + 1);
            captures |= n instanceof Node.Captured;
        }
        this.depth = deepest;
        this.hash = h;
        this.capturing = captures;
    }

    /** Makes the end of the text. */
    static Cont end() {
        return new Cont(new @Nullable Node[] {null}, new @Nullable Cont[] {null});
    }

    int size() {
        return nodes.length;
    }

    boolean has(@Nullable Node node, @Nullable Cont then) {
        for (int i = 0; i < nodes.length; i++) {
            if (after[i] == then && (nodes[i] == node || node != null && node.equals(nodes[i]))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean equals(Object o) {
        if (this == o) {
            return true;
        }
        if (!(o instanceof Cont c) || c.hash != hash || c.nodes.length != nodes.length) {
            return false;
        }
        for (int i = 0; i < nodes.length; i++) {
            Node n = nodes[i];
            if (after[i] != c.after[i] || n != c.nodes[i] && (n == null || !n.equals(c.nodes[i]))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
