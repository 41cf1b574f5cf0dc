package org.menura.tensor.cpu.work;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
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
 * <p>Thread-safe: scopes belong to the thread that opened the outermost one, and other threads wait until that closes.
 * What a thread computes without a scope of its own has nothing to do with those of others.
 */
public final class Pool {
    /** Beyond this many floats at rest, half of the heap, arrays are let go: a training step needs most of it again. */
    private static final long MOST_AT_REST = Runtime.getRuntime().maxMemory() / 2 / Float.BYTES;

    /** Held from the opening of the outermost scope to its end; fair, so that a busy thread leaves room for others. */
    private final ReentrantLock turn = new ReentrantLock(true);

    // all that follows is guarded by turn
    private final Map<Integer, ArrayDeque<float[]>> atRest = new HashMap<>();
    private final ArrayDeque<Stretch> scopes = new ArrayDeque<>();
    private long floatsAtRest;

    /** An array of at least {@code n} floats with arbitrary content. */
    public float[] take(int n) {
        Stretch scope = innermost();
        if (scope == null) {
            return new float[n];
        }
        int size = sizeClass(n);
        ArrayDeque<float[]> free = atRest.get(size);
        float[] array = free == null ? null : free.pollLast();
        if (array == null) {
            array = new float[size];
        } else {
            floatsAtRest -= size;
        }
        scope.taken.add(array);
        return array;
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
        if (scope != null && result.onHeap() && scope.remove(result.floats())) {
            giveBack(result.floats());
        }
    }

    /** A scope and what was handed out in it. */
    private final class Stretch implements Backend.Scope {
        private final @Nullable Stretch outer;
        private final int rows;
        private final List<float[]> taken = new ArrayList<>();

        Stretch(@Nullable Stretch outer, int rows) {
            this.outer = outer;
            this.rows = rows;
        }

        @Override
        public void keep(Tensor result) {
            if (result.onHeap() && remove(result.floats()) && outer != null) {
                outer.taken.add(result.floats());
            }
        }

        /** Whether {@code array} was taken here. */
        private boolean remove(float[] array) {
            for (int i = taken.size() - 1; i >= 0; i--) {
                if (taken.get(i) == array) {
                    taken.remove(i);
                    return true;
                }
            }
            return false;
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
            turn.unlock();
        }
    }

    private void giveBack(float[] array) {
        if (floatsAtRest + array.length <= MOST_AT_REST) {
            atRest.computeIfAbsent(array.length, _ -> new ArrayDeque<>()).addLast(array);
            floatsAtRest += array.length;
        }
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
