package org.menura.tensor.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.menura.tensor.Tensor;

/**
 * Quantised weights [outs, in] in a layout for products with few rows: the same numbers in groups of {@link #OUTS}
 * outputs, of which each has a 16-bit lane. So one activation meets a vector of weights, no sum crosses lanes, and
 * rounded activations ({@link RoundedRows}) are multiplied exactly in 16 bits.
 *
 * <p>Tensors keep what was packed ({@link Tensor#prepared}). It takes as much memory as the stored weights, outside the
 * heap, and is made by all threads at the first product with few rows, at some gigabytes a second.
 *
 * <p>Another format takes a subclass with a {@link GroupLayout}, a loop of its own in {@link #multiply} (see {@link
 * FourBitWeights}; formats of 4 bits can begin with {@link NibbleSums}), a line in {@code VectorKernels.rounded}, and a
 * plain twin there in {@code PlainKernels} that adds up in the same order.
 */
abstract class PackedWeights implements RoundedWeights {
    /** Outputs per group: as many as a vector has 16-bit lanes. Output i has the lower half of 32-bit lane i, output
     * i + {@link Lanes#L} the upper one. */
    static final int OUTS = 2 * Lanes.L;

    /** Groups begin at cache lines. */
    private static final int ALIGNMENT = 64;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT.withOrder(ByteOrder.nativeOrder());

    final int outs;
    final int in;

    /** The packed groups, little-endian ints; the last one is filled up with zeros. */
    final MemorySegment[] groups;

    PackedWeights(Tensor w, GroupLayout layout, Workers workers) {
        this.outs = w.dim(0);
        this.in = w.shape().cols();
        this.groups = new MemorySegment[Math.ceilDiv(outs, OUTS)];
        workers.run(groups.length, 1, (from, to) -> pack(w, layout, from, to));
    }

    private void pack(Tensor w, GroupLayout layout, int from, int to) {
        int ints = layout.ints();
        long groupBytes = Math.ceilDiv(Integer.BYTES * (long) ints, ALIGNMENT) * ALIGNMENT;
        MemorySegment all = Arena.ofAuto().allocate((to - from) * groupBytes, ALIGNMENT);
        long rowBytes = w.dtype().bytes(in);
        byte[] rows = new byte[Math.toIntExact(OUTS * rowBytes)];
        int[] group = new int[ints];
        for (int g = from; g < to; g++) {
            int live = Math.min(OUTS, outs - g * OUTS);
            MemorySegment.copy(
                    w.segment(), ValueLayout.JAVA_BYTE, g * OUTS * rowBytes, rows, 0, (int) (live * rowBytes));
            if (live < OUTS) {
                Arrays.fill(rows, (int) (live * rowBytes), rows.length, (byte) 0);
            }
            layout.pack(rows, group);
            groups[g] = all.asSlice((g - from) * groupBytes, groupBytes);
            MemorySegment.copy(group, 0, groups[g], INT, 0, ints);
        }
    }

    @Override
    public final int parts() {
        return groups.length;
    }
}
