package org.menura.tensor.cpu;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.Segments;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;

/** The loop of all recurrences: sequences and channels are independent of each other, rows of a sequence are not. */
final class Recurrence {
    /** Multiply-adds that are worth handing to another thread. */
    private static final long WORTH_SHARING = 1 << 15;

    private Recurrence() {}

    /** Work on channels {@code low} to {@code high} of rows {@code from} to {@code to}; the state is updated. */
    @FunctionalInterface
    interface Stretch {
        void run(int from, int to, int low, int high, float[] state, int stateOffset);
    }

    /**
     * Runs a recurrence over all sequences.
     *
     * @param states one per sequence, or null for states of zeros that nobody sees
     * @param cost multiply-adds per channel and row
     */
    static void run(
            Workers workers,
            Segments segments,
            Tensor @Nullable [] states,
            Shape stateShape,
            int channels,
            long cost,
            Stretch stretch) {
        for (int s = 0; s < segments.count(); s++) {
            int from = segments.start(s);
            int to = segments.end(s);
            Tensor state = states == null ? Tensor.zeros(stateShape.toArray()) : states[s];
            int grain = (int) Math.max(1, WORTH_SHARING / Math.max(1, cost * (to - from)));
            workers.run(
                    channels, grain, (low, high) -> stretch.run(from, to, low, high, state.floats(), state.offset()));
        }
    }
}
