package org.menura.generate.constrain.json;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Boolean formula over atoms. Formulas of one {@link Formulas} that are built alike are the same object.
 *
 * <p>Over {@link Atom.Is} it says what a value must be; over the other atoms, what is still asked of the rest of an
 * object or array that has been read in part.
 */
final class Formula {
    enum Op {
        TRUE,
        FALSE,
        ATOM,
        NOT,
        AND,
        OR,
        /** Exactly one of the arguments. */
        ONE
    }

    final int id;
    final Op op;
    final List<Formula> args;
    final @Nullable Atom atom;

    /** Whether a {@link Atom.Child} occurs: the formula is about to be split. */
    final boolean pending;

    Formula(int id, Op op, List<Formula> args, @Nullable Atom atom) {
        this.id = id;
        this.op = op;
        this.args = args;
        this.atom = atom;
        boolean p = atom instanceof Atom.Child;
        for (Formula f : args) {
            p |= f.pending;
        }
        if (atom instanceof Atom.Tracking t) {
            for (Formula f : t.trackers()) {
                p |= f.pending;
            }
        }
        this.pending = p;
    }

    boolean isTrue() {
        return op == Op.TRUE;
    }

    boolean isFalse() {
        return op == Op.FALSE;
    }

    /** Two formulas are equal if they are one object. */
    record Key(Op op, List<Formula> args, @Nullable Atom atom) {}

    @Override
    public String toString() {
        return switch (op) {
            case TRUE, FALSE -> op.name();
            case ATOM -> String.valueOf(atom);
            case NOT -> "!" + args.getFirst();
            default -> op + Arrays.toString(args.toArray());
        };
    }
}
