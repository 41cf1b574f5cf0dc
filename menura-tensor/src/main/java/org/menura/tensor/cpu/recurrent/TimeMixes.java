package org.menura.tensor.cpu.recurrent;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Segments;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.library.KernelLibrary;
import org.menura.tensor.cpu.work.Workers;

/** The time mixes of RWKV over all sequences, by machine code where there is some. */
public final class TimeMixes {
    private final Workers workers;
    private final Wkv mixes;

    /** The time mixes of a backend; {@code library} may be missing. */
    public TimeMixes(Workers workers, @Nullable KernelLibrary library) {
        this.workers = workers;
        this.mixes = library == null ? Wkv.BEST : new CodeWkv(library);
    }

    /** {@link org.menura.tensor.Backend#wkv4} of all sequences, out [rows, n]. */
    public void four(
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
                part -> mixes.four(part, decay, bonus, k, v, out));
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
    public void six(
            Tensor r,
            Tensor k,
            Tensor v,
            Tensor w,
            Tensor bonus,
            Segments segments,
            Tensor @Nullable [] states,
            float[] out) {
        eachHead(r, 3, segments, states, part -> mixes.six(part, r, k, v, w, bonus, out));
    }

    /** {@link org.menura.tensor.Backend#wkv7} of all sequences, out [rows, heads, value]. */
    public void seven(
            Tensor r,
            Tensor w,
            Tensor k,
            Tensor v,
            Tensor a,
            Tensor b,
            Segments segments,
            Tensor @Nullable [] states,
            float[] out) {
        eachHead(r, 5, segments, states, part -> mixes.seven(part, r, w, k, v, a, b, out));
    }

    private void eachHead(
            Tensor r, int cost, Segments segments, Tensor @Nullable [] states, Consumer<Recurrence.Stretch> work) {
        int heads = r.dim(1);
        int d = r.dim(2);
        Recurrence.run(workers, segments, states, Shape.of(heads, d, d), heads, 1, (long) cost * d * d, work);
    }
}
