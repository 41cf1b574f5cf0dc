package org.menura.generate.constrain.grammar;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A regular language over bytes: an expression of {@link RxContext}, which is also a state of the deterministic
 * automaton of its derivatives (J. Brzozowski, Derivatives of Regular Expressions, 1964). Expressions of one context
 * that are built alike are the same object, so that {@code ==} compares them. Immutable and safe for threads.
 */
public final class Rx {
    enum Kind {
        NOTHING,
        EPSILON,
        BYTES,
        CONCAT,
        OR,
        AND,
        NOT,
        REPEAT,
        RECURSIVE
    }

    /** The upper bound of a repetition without one. */
    public static final int UNBOUNDED = Integer.MAX_VALUE;

    /** The derivatives that are known: by class of bytes, null where none is. */
    record Row(ByteClasses classes, @Nullable Rx[] next) {}

    final RxContext context;
    final int id;
    final Kind kind;
    final Rx[] parts;
    final ByteSet bytes;
    final int min;
    final int max;
    final boolean nullable;

    /** Built without intersection and complement: then it is empty only if it is the empty set itself. */
    final boolean positive;

    /** Holds a recursive expression, whose derivatives need a normal form to be few. */
    final boolean recursive;

    /** How deep its derivation recurs. */
    final int depth;

    /** What a recursive expression stands for; set once, before anyone derives it. */
    @Nullable
    Rx definition;

    /** Written by several threads with equal content. */
    @Nullable
    Row row;

    /** 0 if not known, 1 if the language has a string, 2 if not. */
    byte inhabited;

    /** 0 if not known, 1 if the language has a string other than the empty one, 2 if not. */
    byte more;

    /** What is known of the beginnings of its texts; written by several threads with equal content. */
    RxInclusion.@Nullable Beginnings beginnings;

    Rx(RxContext context, int id, Kind kind, Rx[] parts, ByteSet bytes, int min, int max, boolean nullable) {
        this.context = context;
        this.id = id;
        this.kind = kind;
        this.parts = parts;
        this.bytes = bytes;
        this.min = min;
        this.max = max;
        this.nullable = nullable;
        boolean plain = kind != Kind.AND && kind != Kind.NOT && kind != Kind.RECURSIVE;
        boolean recurs = kind == Kind.RECURSIVE;
        int deepest = 0;
        for (int i = 0; i < parts.length; i++) {
            plain &= parts[i].positive;
            recurs |= parts[i].recursive;
            if (kind != Kind.CONCAT || i == 0 || parts[0].nullable) {
                deepest = Math.max(deepest, parts[i].depth);
            }
        }
        this.positive = plain;
        this.recursive = recurs;
        this.depth = deepest + 1;
    }

    /** Returns the context that the expression belongs to. */
    public RxContext context() {
        return context;
    }

    /** Returns whether the language holds the empty string. */
    public boolean nullable() {
        return nullable;
    }

    /** Returns whether the language holds no string at all. */
    public boolean isEmpty() {
        if (positive) {
            return kind == Kind.NOTHING;
        }
        if (inhabited == 0) {
            context.explore(this);
        }
        return inhabited == 2;
    }

    /** Returns whether the language holds a string other than the empty one. */
    public boolean hasMore() {
        if (positive) {
            return kind != Kind.NOTHING && kind != Kind.EPSILON;
        }
        if (more == 0) {
            more = (byte) (context.exploreMore(this) ? 1 : 2);
        }
        return more == 1;
    }

    /**
     * Returns the derivative by a byte: the language of what may follow it. It may be an expression whose language is
     * empty without being the empty set itself; {@link #isEmpty} tells.
     *
     * @param value 0 to 255
     */
    public Rx next(int value) {
        Row r = row;
        if (r != null) {
            Rx n = r.next[r.classes.map[value] & 0xFF];
            if (n != null) {
                return n;
            }
        }
        return context.derive(this, value);
    }

    /** Returns the derivative by a string of bytes. */
    public Rx next(byte[] values) {
        Rx rx = this;
        for (byte b : values) {
            rx = rx.next(b & 0xFF);
        }
        return rx;
    }

    /** Returns whether the language holds a string of bytes. */
    public boolean matches(byte[] text) {
        return next(text).nullable;
    }

    /** The classes of bytes by which this expression has different derivatives. */
    ByteClasses classes() {
        return row().classes;
    }

    Row row() {
        Row r = row;
        return r != null ? r : context.makeRow(this);
    }

    /** Formats the expression for messages and debugging. */
    @Override
    public String toString() {
        return RxPrinter.print(this);
    }

    static boolean same(Rx a, Rx b) {
        return a.kind == b.kind
                && a.min == b.min
                && a.max == b.max
                && a.bytes.equals(b.bytes)
                && Arrays.equals(a.parts, b.parts);
    }
}
