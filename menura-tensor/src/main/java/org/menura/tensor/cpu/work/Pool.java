package org.menura.tensor.cpu.work;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Backend;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;

/**
 * Arrays that are used again. Within a scope, what {@link #take} handed out goes back when the scope closes; without
 * one, arrays are left to the garbage collector.
 *
 * <p>What rests is bounded by what recent scopes needed at once: sizes that differ from scope to scope, as those of rollouts do,
 * would otherwise fill the heap with arrays that nothing asks for again. The sizes that were asked for last stay.
 *
 * <p>Thread-safe: scopes belong to the thread that opened the outermost one, and other threads wait until that closes.
 * What a thread computes without a scope of its own has nothing to do with those of others.
 */
public final class Pool {
    /** Never more floats than these are at rest: half of the heap. */
    private static final long MOST_AT_REST = Runtime.getRuntime().maxMemory() / 2 / Float.BYTES;

    /** How often as many floats may rest as were in use at once: within a scope, sizes take turns. */
    private static final int REST_PER_USE = 2;

    /** Outermost scopes after which what was in use at once is measured anew; some more than the steps between two updates. */
    static final int WINDOW = 1_000;

    /** Held from the opening of the outermost scope to its end; fair, so that a busy thread leaves room for others. */
    private final ReentrantLock turn = new ReentrantLock(true);

    // all that follows is guarded by turn
    /** The size that was asked for or given back the longest ago comes first. */
    private final Map<Integer, ArrayDeque<float[]>> atRest = new LinkedHashMap<>(16, 0.75f, true);

    private final ArrayDeque<Stretch> scopes = new ArrayDeque<>();
    private long floatsAtRest;
    private long floatsInUse;

    private int outermostScopes;
    /** The most floats in use at once since the current window began, and in the one before. */
    private long mostInUse;

    private long mostInUseBefore;

    /** An array of at least {@code n} floats with arbitrary content. */
    public float[] take(int n) {
        Stretch scope = innermost();
        if (scope == null) {
            return new float[n];
        }
        int size = sizeClass(n);
        float[] array = rested(size);
        if (array == null) {
            array = new float[size];
        } else {
            floatsAtRest -= array.length;
        }
        scope.taken.add(new Loan(array, size));
        floatsInUse += size;
        mostInUse = Math.max(mostInUse, floatsInUse);
        return array;
    }

    /**
     * An array at rest of that size, or else of the next one that is at most half as large again. Sizes that take turns, as
     * the rows of a mixture's experts do, would otherwise each be dropped for the others before it is asked for again.
     */
    private float @Nullable [] rested(int size) {
        long most = size + size / 2L;
        for (long s = size; s <= most && s < Integer.MAX_VALUE; s = sizeClass((int) s + 1)) {
            ArrayDeque<float[]> free = atRest.get((int) s);
            if (free != null && !free.isEmpty()) {
                return free.pollLast();
            }
        }
        return null;
    }

    /** A tensor of that shape with arbitrary content. */
    public Tensor make(Shape shape) {
        return Tensor.of(take(Math.toIntExact(shape.elements())), 0, shape);
    }

    /** A tensor with x's outer sizes and rows of {@code n}. */
    public Tensor like(Tensor x, int n) {
        long[] sizes = x.shape().toArray();
        sizes[sizes.length - 1] = n;
        return make(Shape.of(sizes));
    }

    /** The innermost scope of the calling thread. */
    private @Nullable Stretch innermost() {
        return turn.isHeldByCurrentThread() ? scopes.peek() : null;
    }

    /** What a thread holds that has the backend to itself. */
    public ReentrantLock turn() {
        return turn;
    }

    /** Opens a scope; waits for the scopes of other threads to close. */
    public Backend.Scope open() {
        turn.lock();
        Stretch outer = scopes.peek();
        return open(outer, outer == null ? 0 : outer.rows);
    }

    /** Opens a scope whose rows are computed as some of so many; waits for the scopes of other threads to close. */
    public Backend.Scope open(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("rows are computed as some of at least 1, not of " + rows);
        }
        turn.lock();
        return open(scopes.peek(), rows);
    }

    private Stretch open(@Nullable Stretch outer, int rows) {
        Stretch scope = new Stretch(outer, rows);
        scopes.push(scope);
        return scope;
    }

    /** Returns how many rows are computed as: 0 for as many as there are. */
    public int rows() {
        Stretch scope = innermost();
        return scope == null ? 0 : scope.rows;
    }

    /** Takes back an array of the innermost scope. */
    public void release(Tensor result) {
        Stretch scope = innermost();
        Loan loan = scope == null || !result.onHeap() ? null : scope.remove(result.floats());
        if (loan != null) {
            giveBack(loan);
        }
    }

    /** An array that was handed out, and the size that was asked for: what may rest is bounded by that. */
    private record Loan(float[] array, int size) {}

    /** A scope and what was handed out in it. */
    private final class Stretch implements Backend.Scope {
        private final @Nullable Stretch outer;
        private final int rows;
        private final List<Loan> taken = new ArrayList<>();

        Stretch(@Nullable Stretch outer, int rows) {
            this.outer = outer;
            this.rows = rows;
        }

        @Override
        public void keep(Tensor result) {
            Loan loan = result.onHeap() ? remove(result.floats()) : null;
            if (loan == null) {
                return;
            }
            if (outer == null) {
                floatsInUse -= loan.size;
            } else {
                outer.taken.add(loan);
            }
        }

        /** Removes what {@code array} was handed out as; null if it was not taken here. */
        private @Nullable Loan remove(float[] array) {
            for (int i = taken.size() - 1; i >= 0; i--) {
                if (taken.get(i).array == array) {
                    return taken.remove(i);
                }
            }
            return null;
        }

        @Override
        public void close() {
            if (!turn.isHeldByCurrentThread() || scopes.peek() != this) {
                throw new IllegalStateException(
                        "a scope of a backend must be closed by the thread that opened it, after"
                                + " the scopes that were opened within it");
            }
            scopes.pop();
            taken.forEach(Pool.this::giveBack);
            taken.clear();
            if (outer == null && ++outermostScopes % WINDOW == 0) {
                mostInUseBefore = mostInUse;
                mostInUse = 0;
            }
            turn.unlock();
        }
    }

    private void giveBack(Loan loan) {
        float[] array = loan.array;
        floatsInUse -= loan.size;
        atRest.computeIfAbsent(array.length, _ -> new ArrayDeque<>()).addLast(array);
        floatsAtRest += array.length;
        long most = Math.min(MOST_AT_REST, REST_PER_USE * Math.max(mostInUse, mostInUseBefore));
        Iterator<ArrayDeque<float[]>> oldestFirst = atRest.values().iterator();
        while (floatsAtRest > most) {
            ArrayDeque<float[]> oldest = oldestFirst.next();
            while (floatsAtRest > most && !oldest.isEmpty()) {
                floatsAtRest -= oldest.pollFirst().length;
            }
            if (oldest.isEmpty()) {
                oldestFirst.remove();
            }
        }
    }

    /** Returns how many floats lie at rest. */
    long floatsAtRest() {
        return floatsAtRest;
    }

    /** Sizes are rounded up by at most an eighth, so that sequences of similar length share arrays. */
    static int sizeClass(int n) {
        if (n <= 64) {
            return 64;
        }
        int step = Integer.highestOneBit(n - 1) >> 3;
        long rounded = (n + step - 1L) / step * step;
        return rounded > Integer.MAX_VALUE - 8 ? n : (int) rounded;
    }
}
