package org.menura.tensor.cpu.recurrent;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.loops.Arithmetic;
import org.menura.tensor.cpu.work.Workers;

/**
 * How backward passes of recurrences are cut into units that compute side by side: some sequences of some channels or
 * heads. A unit's share of a gradient that units have in common goes to a place of its own; all shares are added in the
 * end, in order. The units depend on shapes alone, so the threads' number changes nothing.
 */
final class SequenceGroups {
    /** Maximum number of groups: each keeps its share of the parameters' gradients. */
    private static final int MOST = 16;

    private final Segments segments;
    private final int count;

    SequenceGroups(Segments segments) {
        this.segments = segments;
        this.count = Math.min(MOST, segments.count());
    }

    int count() {
        return count;
    }

    /** Goes back through the sequences of group {@code g}. */
    void replay(int g, ChunkReplay replay) {
        for (int s = first(g); s < first(g + 1); s++) {
            replay.sequence(segments.start(s), segments.end(s));
        }
    }

    private int first(int g) {
        return (int) ((long) segments.count() * g / count);
    }

    /**
     * Computes all groups of {@code blocks} blocks of channels or heads.
     *
     * @param work makes what computes one unit after the other on one thread
     */
    void run(Workers workers, int blocks, Supplier<Unit> work) {
        workers.run(count * blocks, 1, (from, to) -> {
            Unit unit = work.get();
            for (int i = from; i < to; i++) {
                unit.run(i / blocks, i % blocks);
            }
        });
    }

    /** What computes a unit. */
    @FunctionalInterface
    interface Unit {
        void run(int group, int block);
    }

    /** Places for so many shares of the gradient of {@code operand}. */
    static float[][] shares(int count, Tensor operand) {
        return new float[count][Math.toIntExact(operand.elements())];
    }

    /** Adds all shares to a gradient if it is wanted. */
    static void add(Workers workers, float[][] shares, @Nullable Tensor gradient) {
        if (gradient == null) {
            return;
        }
        float[] sum = gradient.floats();
        workers.run((int) gradient.elements(), 1 << 14, (from, to) -> {
            int at = gradient.offset() + from;
            for (float[] share : shares) {
                Arithmetic.BEST.add(sum, at, share, from, sum, at, to - from);
            }
        });
    }
}
