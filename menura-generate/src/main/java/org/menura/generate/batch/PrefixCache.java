package org.menura.generate.batch;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.menura.generate.session.Session;
import org.menura.tensor.dtype.DType;

/**
 * A prefix cache: what prompts begin with, read once. A radix tree over the symbols of prompts ({@link PromptSymbols})
 * with forks of sessions at its nodes, one tree per {@link Key}; copies of a state share their full blocks, so a node
 * costs what it adds to the node above (after Zheng et al., "SGLang", arXiv 2312.07104, with forks in the place of
 * pages). What was used longest ago goes first.
 *
 * <p>Where states keep all of their past, a node also serves all that it begins with, and the nodes above that lead only
 * to it are dropped. Windows serve as far back as they still hold what the next token sees, recurrent states at their own
 * length alone.
 *
 * <p>For one thread at a time.
 */
final class PrefixCache {
    /**
     * What prompts must have in common besides their symbols.
     *
     * @param adapters the updates of the model, compared by identity
     * @param salt says which requests share
     * @param type of keys and values
     */
    record Key(Object adapters, String salt, DType type) {}

    /** A session that was kept, and will not be fed again. */
    static final class Entry {
        private final Session session;
        /** How many texts under way were forked from it. */
        private int pins;

        private long used;
        private @Nullable Entry successor;

        Entry(Session session) {
            this.session = session;
        }

        /** What stands for this entry, if it was dropped for one that begins with it. */
        private Entry current() {
            Entry e = this;
            while (e.successor != null) {
                e = e.successor;
            }
            return e;
        }
    }

    /**
     * Something that was found.
     *
     * @param length how many symbols of it are to be taken
     */
    record Hit(Entry entry, int length) {
        /** Returns a session of {@link #length} tokens. */
        Session fork() {
            return length == entry.session.length() ? entry.session.fork() : entry.session.fork(length);
        }
    }

    /** Says which beginnings serve. */
    @FunctionalInterface
    interface Serving {
        /**
         * Returns whether the first {@code length} symbols of something kept serve.
         *
         * @param of how many symbols it has in all
         */
        boolean serves(int length, int of);
    }

    private static final class Node {
        @Nullable
        Node parent;

        /** From the parent to here. */
        long[] edge;
        /** Symbols from the root to here. */
        final int depth;

        final Map<Long, Node> children = new HashMap<>();

        @Nullable
        Entry entry;

        Node(@Nullable Node parent, long[] edge, int depth) {
            this.parent = parent;
            this.edge = edge;
            this.depth = depth;
        }
    }

    private final StateBytes sizes;
    private final Map<Key, Node> roots = new HashMap<>();
    private final int fewest;
    private long clock;
    private long bytes;

    /**
     * Creates an empty cache.
     *
     * @param fewest symbols below which nothing serves
     */
    PrefixCache(StateBytes sizes, int fewest) {
        this.sizes = sizes;
        this.fewest = fewest;
    }

    /** Returns the bytes of all entries. */
    long bytes() {
        return bytes;
    }

    /**
     * Finds the longest part of the beginning of a prompt that is kept.
     *
     * @param allowed whether a beginning of so many symbols serves; asked for lengths below that of the prompt
     * @param whole whether the whole prompt serves, if its logits are there
     * @return null if there is none
     */
    @Nullable
    Hit find(Key key, long[] symbols, Serving allowed, boolean whole) {
        Node node = roots.get(key);
        Hit best = null;
        int matched = 0;
        while (node != null) {
            Hit here = node.entry == null ? null : hit(node.entry, matched, symbols.length, allowed, whole);
            best = here == null ? best : here;
            Node next = matched == symbols.length ? null : node.children.get(symbols[matched]);
            if (next == null) {
                return longer(best, node, matched, symbols.length, allowed);
            }
            int common = common(next.edge, symbols, matched);
            matched += common;
            if (common < next.edge.length) {
                return longer(best, next, matched, symbols.length, allowed);
            }
            node = next;
        }
        return best;
    }

    /** An entry whose own symbols are all matched. */
    private static @Nullable Hit hit(Entry entry, int depth, int most, Serving allowed, boolean whole) {
        if (depth < most && allowed.serves(depth, depth) || depth == most && whole && entry.session.hasLogits()) {
            return new Hit(entry, depth);
        }
        return truncated(entry, Math.min(depth, most - 1), allowed);
    }

    /** Windows keep some of the past that they have seen, recurrent states none. */
    private static @Nullable Hit truncated(Entry entry, int most, Serving allowed) {
        for (int length = most; length > 0 && entry.session.canFork(length); length--) {
            if (allowed.serves(length, entry.session.length())) {
                return new Hit(entry, length);
            }
        }
        return null;
    }

    /** What lies below a point up to which all is matched begins with all of that. */
    private @Nullable Hit longer(@Nullable Hit best, Node node, int matched, int most, Serving allowed) {
        int reach = Math.min(matched, most - 1);
        if (reach < fewest || best != null && best.length >= reach) {
            return best;
        }
        Entry other = below(node, reach);
        Hit hit = other == null ? null : truncated(other, reach, allowed);
        return hit != null && (best == null || hit.length > best.length) ? hit : best;
    }

    /** The entry at a node or below it that was used last, of those that can be taken back to so many symbols. */
    private static @Nullable Entry below(Node node, int reach) {
        Entry best = node.entry != null && node.entry.session.canFork(reach) ? node.entry : null;
        for (Node child : node.children.values()) {
            Entry e = below(child, reach);
            if (e != null && (best == null || e.used > best.used)) {
                best = e;
            }
        }
        return best;
    }

    /** Returns how many symbols a prompt has in common with what was kept, whether or not that is still there. */
    int common(Key key, long[] symbols) {
        Node node = roots.get(key);
        int matched = 0;
        while (node != null && matched < symbols.length) {
            Node next = node.children.get(symbols[matched]);
            int common = next == null ? 0 : common(next.edge, symbols, matched);
            matched += common;
            node = next != null && common == next.edge.length ? next : null;
        }
        return matched;
    }

    private static int common(long[] edge, long[] symbols, int from) {
        int n = Math.min(edge.length, symbols.length - from);
        for (int i = 0; i < n; i++) {
            if (edge[i] != symbols[from + i]) {
                return i;
            }
        }
        return n;
    }

    /** Keeps an entry until {@link #unpin}. */
    void pin(Entry entry) {
        Entry now = entry.current();
        now.pins++;
        now.used = ++clock;
    }

    /** Lets an entry go that was pinned. */
    void unpin(Entry entry) {
        entry.current().pins--;
    }

    /**
     * Keeps a session.
     *
     * @param symbols its own, as many as it has tokens
     * @param session is forked
     * @param withLogits whether what follows the last token is kept too, for the same prompt again
     */
    void insert(Key key, long[] symbols, Session session, boolean withLogits) {
        Node node = roots.computeIfAbsent(key, _ -> new Node(null, new long[0], 0));
        int matched = 0;
        while (matched < symbols.length) {
            Node next = node.children.get(symbols[matched]);
            if (next == null) {
                next = new Node(node, Arrays.copyOfRange(symbols, matched, symbols.length), symbols.length);
                node.children.put(symbols[matched], next);
            } else {
                int common = common(next.edge, symbols, matched);
                if (common < next.edge.length) {
                    next = split(node, next, common);
                }
            }
            matched += next.edge.length;
            node = next;
        }
        if (node.entry == null || withLogits && !node.entry.session.hasLogits()) {
            Entry entry = new Entry(withLogits ? session.fork() : session.fork(symbols.length));
            if (node.entry != null) {
                succeed(node.entry, entry);
            }
            node.entry = entry;
        }
        node.entry.used = ++clock;
        if (sizes.truncates()) {
            dropAbove(node, node.entry);
        }
        bytes = count();
    }

    private static Node split(Node parent, Node child, int at) {
        Node middle = new Node(parent, Arrays.copyOf(child.edge, at), parent.depth + at);
        child.edge = Arrays.copyOfRange(child.edge, at, child.edge.length);
        child.parent = middle;
        middle.children.put(child.edge[0], child);
        parent.children.put(middle.edge[0], middle);
        return middle;
    }

    private static void succeed(Entry old, Entry now) {
        now.pins += old.pins;
        now.used = Math.max(now.used, old.used);
        old.pins = 0;
        old.successor = now;
    }

    /** Drops the entries above that lead only to one which begins with them. */
    private static void dropAbove(Node node, Entry entry) {
        Node above = node.parent;
        while (above != null && above.children.size() == 1) {
            if (above.entry != null) {
                succeed(above.entry, entry);
                above.entry = null;
            }
            above = above.parent;
        }
        Node at = node;
        while (at.parent != null && at.parent.parent != null && at.parent.children.size() == 1) {
            join(at.parent, at);
        }
    }

    /** Takes a node without an entry out of the way to its only child. */
    private static void join(Node node, Node child) {
        Node parent = Objects.requireNonNull(node.parent);
        long[] edge = Arrays.copyOf(node.edge, node.edge.length + child.edge.length);
        System.arraycopy(child.edge, 0, edge, node.edge.length, child.edge.length);
        child.edge = edge;
        child.parent = parent;
        parent.children.put(edge[0], child);
    }

    /** Drops what was used longest ago and by nobody under way, until the rest takes no more than so many bytes. */
    void shrink(long most) {
        while (bytes > most) {
            Node oldest = null;
            for (Node root : roots.values()) {
                oldest = older(oldest, root);
            }
            if (oldest == null) {
                return;
            }
            remove(oldest);
            bytes = count();
        }
    }

    /** Drops all that is not used by a text under way. */
    void clear() {
        shrink(0);
    }

    private static @Nullable Node older(@Nullable Node best, Node node) {
        Entry e = node.entry;
        Entry bestEntry = best == null ? null : best.entry;
        Node found = e != null && e.pins == 0 && (bestEntry == null || e.used < bestEntry.used) ? node : best;
        for (Node child : node.children.values()) {
            found = older(found, child);
        }
        return found;
    }

    private void remove(Node node) {
        node.entry = null;
        Node at = node;
        while (at.entry == null && at.children.isEmpty() && at.parent != null) {
            at.parent.children.remove(at.edge[0]);
            at = at.parent;
        }
        if (at.parent == null) {
            roots.values().removeIf(root -> root.children.isEmpty() && root.entry == null);
        } else if (at.entry == null && at.children.size() == 1) {
            join(at, at.children.values().iterator().next());
        }
    }

    private long count() {
        long sum = 0;
        for (Node root : roots.values()) {
            sum += count(root, 0);
        }
        return sum;
    }

    /** Bytes of what lies below a node, the node itself included. */
    private long count(Node node, int shared) {
        long sum = 0;
        int from = shared;
        if (node.entry != null) {
            sum += node.entry.session.hasLogits()
                    ? (long) node.entry.session.model().vocabulary() * Float.BYTES
                    : 0;
        }
        if (sizes.truncates() || node.entry != null) {
            sum += sizes.own(node.depth, shared);
            from = node.depth;
        }
        for (Node child : node.children.values()) {
            sum += count(child, from);
        }
        return sum;
    }
}
