package org.menura.tensor.cpu.recurrent;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Segments;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.simd.Simd;
import org.menura.tensor.cpu.work.Workers;

/**
 * The time mixes of RWKV. States of a head have a row for each element of the key, so that a vector holds what it
 * contributes to many elements of the value, and no sum is taken over the lanes of one.
 */
public interface Wkv {
    /** Those of the fastest kernels. */
    Wkv BEST = Simd.ON ? new VectorWkv() : new PlainWkv();

    /** {@link org.menura.tensor.Backend#wkv4} of some rows and channels; the state is [3, n]. */
    void four(Recurrence.Stretch part, Tensor decay, Tensor bonus, Tensor k, Tensor v, float[] out);

    /** {@link org.menura.tensor.Backend#wkv6} of some rows and heads; the state is [heads, key, value]. */
    void six(Recurrence.Stretch part, Tensor r, Tensor k, Tensor v, Tensor w, Tensor bonus, float[] out);

    /** {@link org.menura.tensor.Backend#wkv7} of some rows and heads; the state is [heads, key, value]. */
    void seven(Recurrence.Stretch part, Tensor r, Tensor w, Tensor k, Tensor v, Tensor a, Tensor b, float[] out);

    /** {@link org.menura.tensor.Backend#wkv4} of all sequences, out [rows, n]. */
    static void runFour(
            Workers workers,
            Tensor decay,
            Tensor bonus,
            Tensor k,
            Tensor v,
            Segments segments,
            Tensor @Nullable [] states,
            float[] out) {
        int n = k.shape().cols();
        Tensor[] carried = states == null ? emptyFour(segments.count(), n) : states;
        Shape state = Shape.of(3, n);
        Recurrence.run(
                workers,
                segments,
                carried,
                state,
                n,
                Recurrence.CACHE_LINE,
                64,
                part -> BEST.four(part, decay, bonus, k, v, out));
    }

    /** States of sequences of which nothing has been seen. */
    private static Tensor[] emptyFour(int count, int n) {
        Tensor[] states = new Tensor[count];
        for (int s = 0; s < count; s++) {
            states[s] = Tensor.zeros(3, n);
            Arrays.fill(states[s].floats(), 2 * n, 3 * n, -1e38f);
        }
        return states;
    }

    /** {@link org.menura.tensor.Backend#wkv6} of all sequences, out [rows, heads, value]. */
    static void runSix(
            Workers workers,
            Tensor r,
            Tensor k,
            Tensor v,
            Tensor w,
            Tensor bonus,
            Segments segments,
            Tensor @Nullable [] states,
            float[] out) {
        eachHead(workers, r, 3, segments, states, part -> BEST.six(part, r, k, v, w, bonus, out));
    }

    /** {@link org.menura.tensor.Backend#wkv7} of all sequences, out [rows, heads, value]. */
    static void runSeven(
            Workers workers,
            Tensor r,
            Tensor w,
            Tensor k,
            Tensor v,
            Tensor a,
            Tensor b,
            Segments segments,
            Tensor @Nullable [] states,
            float[] out) {
        eachHead(workers, r, 5, segments, states, part -> BEST.seven(part, r, w, k, v, a, b, out));
    }

    private static void eachHead(
            Workers workers,
            Tensor r,
            int cost,
            Segments segments,
            Tensor @Nullable [] states,
            Consumer<Recurrence.Stretch> work) {
        int heads = r.dim(1);
        int d = r.dim(2);
        Recurrence.run(workers, segments, states, Shape.of(heads, d, d), heads, 1, (long) cost * d * d, work);
    }
}
