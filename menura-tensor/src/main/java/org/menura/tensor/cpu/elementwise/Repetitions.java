package org.menura.tensor.cpu.elementwise;

import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.loops.Arithmetic;
import org.menura.tensor.cpu.loops.RowSums;
import org.menura.tensor.cpu.work.Workers;

/** Broadcast operands in backward passes: their numbers repeat, and their gradients are summed over the repetitions. */
final class Repetitions {
    private static final Arithmetic A = Arithmetic.BEST;

    /** Elements of cheap work that are worth handing to another thread. */
    private static final int GRAIN = 1 << 14;

    /** Operands of fewer elements are repeated until they have about so many, for loops that are worth their start. */
    private static final int SHORT = 1 << 8;

    /** From so many elements on, threads share the elements of a sum rather than what is summed. */
    private static final int LONG = 1 << 14;

    private Repetitions() {}

    /** A loop over {@code n} elements, from {@code from} on, and of an operand that repeats from {@code b0} on. */
    @FunctionalInterface
    interface Loop {
        void run(int from, float[] b, int b0, int n);
    }

    /** A loop over {@code n} elements from {@code from} on, which adds to sums. */
    @FunctionalInterface
    interface Sum {
        void run(int from, int n, float[] sums, int at);
    }

    /** Runs a loop over {@code total} elements, with b repeated. */
    static void each(Workers workers, int total, Tensor b, Loop loop) {
        int n = (int) b.elements();
        if (n >= total) {
            workers.run(total, GRAIN, (from, to) -> loop.run(from, b.floats(), b.offset() + from, to - from));
            return;
        }
        int period = period(n);
        Tensor tile = period == n ? b : repeated(b, period);
        workers.run(Math.ceilDiv(total, period), Math.max(1, GRAIN / period), (from, to) -> {
            for (int i = from; i < to; i++) {
                loop.run(i * period, tile.floats(), tile.offset(), Math.min(period, total - i * period));
            }
        });
    }

    /** A multiple of n. */
    private static int period(int n) {
        return n * Math.max(1, SHORT / n);
    }

    private static Tensor repeated(Tensor b, int period) {
        int n = (int) b.elements();
        float[] tile = new float[period];
        for (int i = 0; i < period; i += n) {
            System.arraycopy(b.floats(), b.offset(), tile, i, n);
        }
        return Tensor.of(tile, period);
    }

    /** Runs a loop over {@code total} elements, whose repetitions are summed in dx. */
    static void sum(Workers workers, int total, Tensor dx, Sum loop) {
        int n = (int) dx.elements();
        float[] to = dx.floats();
        int t0 = dx.offset();
        if (total == 0) {
            return;
        }
        if (n == total || n >= LONG) {
            workers.run(n, Math.max(1, GRAIN / (total / n)), (low, high) -> {
                for (int from = low; from < total; from += n) {
                    loop.run(from, high - low, to, t0 + low);
                }
            });
            return;
        }
        int period = period(n);
        Tensor sums = period == n ? dx : Tensor.zeros(period);
        RowSums.run(
                workers,
                Math.ceilDiv(total, period),
                period,
                0,
                (low, high, _, block, at) -> {
                    for (int i = low; i < high; i++) {
                        loop.run(i * period, Math.min(period, total - i * period), block, at);
                    }
                },
                sums);
        for (int i = 0; period > n && i < period; i += n) {
            A.add(to, t0, sums.floats(), i, to, t0, n);
        }
    }
}
