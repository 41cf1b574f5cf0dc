package org.menura.generate.constrain.grammar;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A part of a grammar: a set of texts, which may be infinite, recursive, and depend on what was written before. Made by
 * {@link GrammarContext}; nodes of one context that are built alike are the same object. Immutable and safe for threads.
 */
public abstract sealed class Node {
    final int id;

    /** 0 if not known, 1 if a text of this node can be completed, 2 if none can. */
    volatile byte productive;

    Node(int id) {
        this.id = id;
    }

    /** The empty text. */
    static final class Empty extends Node {
        Empty(int id) {
            super(id);
        }
    }

    /** A text of a regular language. */
    static final class Terminal extends Node {
        final Rx rx;

        Terminal(int id, Rx rx) {
            super(id);
            this.rx = rx;
        }
    }

    /** One node, then another. */
    static final class Sequence extends Node {
        final Node head;
        final Node tail;

        Sequence(int id, Node head, Node tail) {
            super(id);
            this.head = head;
            this.tail = tail;
        }
    }

    /** One of some nodes; none for no text at all. */
    static final class Choice extends Node {
        final List<Node> options;

        Choice(int id, List<Node> options) {
            super(id);
            this.options = options;
        }
    }

    /** A node that is made when a text reaches it. */
    static final class Lazy extends Node {
        final Object key;
        private @Nullable Supplier<Node> supplier;
        private volatile @Nullable Node made;

        Lazy(int id, Object key, Supplier<Node> supplier) {
            super(id);
            this.key = key;
            this.supplier = supplier;
        }

        Node made() {
            Node m = made;
            if (m != null) {
                return m;
            }
            synchronized (this) {
                m = made;
                if (m == null) {
                    Supplier<Node> s = supplier;
                    if (s == null) {
                        throw new IllegalStateException("made twice: " + key);
                    }
                    m = s.get();
                    made = m;
                    supplier = null;
                }
                return m;
            }
        }
    }

    /** A text of a regular language, and a node that depends on it. */
    static final class Capture extends Node {
        final Rx rx;
        final Object key;
        final Function<byte[], Node> then;

        Capture(int id, Rx rx, Object key, Function<byte[], Node> then) {
            super(id);
            this.rx = rx;
            this.key = key;
            this.then = then;
        }
    }

    /** What a capture has seen so far, byte by byte from the last: stands in a continuation only. */
    static final class Captured extends Node {
        final Capture capture;
        private final @Nullable Captured before;
        private final byte value;
        private final int length;
        private final int hash;

        Captured(Capture capture) {
            this(capture, null, 0, 0, capture.id * 31);
        }

        private Captured(Capture capture, @Nullable Captured before, int value, int length, int hash) {
            super(capture.id);
            this.capture = capture;
            this.before = before;
            this.value = (byte) value;
            this.length = length;
            this.hash = hash;
        }

        Captured with(int next) {
            return new Captured(capture, this, next, length + 1, hash * 31 + next + 1);
        }

        /** The text, and some bytes of another after it. */
        byte[] text(byte[] more, int count) {
            byte[] out = new byte[length + count];
            System.arraycopy(more, 0, out, length, count);
            Captured c = this;
            for (int i = length - 1; i >= 0; i--) {
                out[i] = c.value;
                Captured b = c.before;
                if (b == null) {
                    throw new IllegalStateException("a captured text that is shorter than its length");
                }
                c = b;
            }
            return out;
        }

        @Override
        public boolean equals(Object o) {
            if (!(o instanceof Captured c) || c.capture != capture || c.length != length || c.hash != hash) {
                return false;
            }
            @Nullable Captured a = this;
            @Nullable Captured b = c;
            while (a != b) {
                if (a == null || b == null || a.value != b.value) {
                    return false;
                }
                a = a.before;
                b = b.before;
            }
            return true;
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /** A capture whose text is not kept, where only what comes until its end is asked. */
    static final class Pending extends Node {
        final Capture capture;

        Pending(Capture capture) {
            super(capture.id);
            this.capture = capture;
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Pending p && p.capture == capture;
        }

        @Override
        public int hashCode() {
            return ~capture.id;
        }
    }

    /** A token by its id; {@code ~id} for any other token. */
    static final class Special extends Node {
        final int token;

        Special(int id, int token) {
            super(id);
            this.token = token;
        }
    }
}
