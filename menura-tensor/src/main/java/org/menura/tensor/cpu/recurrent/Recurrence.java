package org.menura.tensor.cpu.recurrent;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Segments;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.work.Workers;

/** The loop of all recurrences: sequences and channels are independent of each other, rows of a sequence are not. */
final class Recurrence {
    /** Channels whose floats share a line of the cache. */
    static final int CACHE_LINE = 16;

    /** Multiply-adds that are worth handing to another thread. */
    private static final long WORTH_SHARING = 1 << 15;

    private Recurrence() {}

    /**
     * What one thread works on: channels or heads {@code low} to {@code high} of rows {@code from} to {@code to}, which
     * belong to one sequence.
     *
     * @param state the sequence's, from {@code stateOffset} on; it is updated
     */
    public record Stretch(int from, int to, int low, int high, float[] state, int stateOffset) {}

    /**
     * Runs a recurrence over all sequences.
     *
     * @param states one per sequence, or null for states of zeros that nobody sees
     * @param block channels that stay together
     * @param cost multiply-adds per channel and row
     */
    static void run(
            Workers workers,
            Segments segments,
            Tensor @Nullable [] states,
            Shape stateShape,
            int channels,
            int block,
            long cost,
            Consumer<Stretch> work) {
        int blocks = Math.ceilDiv(channels, block);
        for (int s = 0; s < segments.count(); s++) {
            int from = segments.start(s);
            int to = segments.end(s);
            Tensor state = states == null ? Tensor.zeros(stateShape.toArray()) : states[s];
            int grain = Workers.grain(WORTH_SHARING, block * cost * (to - from));
            workers.run(blocks, grain, (first, end) -> {
                int high = Math.min(channels, end * block);
                work.accept(new Stretch(from, to, first * block, high, state.floats(), state.offset()));
            });
        }
    }
}
