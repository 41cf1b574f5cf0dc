package org.menura.tensor.cpu.int8;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.simd.Lanes;
import org.menura.tensor.cpu.work.HugePages;
import org.menura.tensor.cpu.work.Workers;

/**
 * Quantised weights [outs, in] in a layout for products with few rows: the same numbers in groups of {@link #OUTS}
 * outputs, of which each has a 16-bit lane. So one activation meets vectors of weights, no sum crosses lanes, and
 * rounded activations ({@link Int8Rows}) are multiplied exactly in 16 bits. A group is read from its start to its
 * end, as memory likes it best: chunks of up to {@link #CHUNK} blocks follow each other, each with its scales behind it.
 *
 * <p>Tensors keep what was packed ({@link Tensor#prepared}). It takes as much memory as the stored weights, outside the
 * heap, and is made by all threads at the first product with few rows, at some gigabytes a second.
 *
 * <p>Another format takes a subclass with a {@link GroupLayout} and a {@link Scratch} (see {@link Q4Weights};
 * formats with 4-bit parts can begin with {@link Int4Dot}), a line in {@code VectorKernels.rounded}, and a plain twin
 * there in {@code PlainKernels} that adds up in the same order.
 */
public abstract class PackedWeights implements Int8Weights {
    /** Outputs per group: two vectors of 16-bit lanes. Of each, output i has the lower half of 32-bit lane i, output
     * i + {@link Lanes#L} the upper one. */
    static final int OUTS = 4 * Lanes.L;

    /** Blocks of {@link Int8Rows#BLOCK} weights per chunk. */
    static final int CHUNK = 8;

    /** Groups begin at cache lines. */
    private static final int ALIGNMENT = 64;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT.withOrder(ByteOrder.nativeOrder());

    private static final MethodHandle ADD = handle("add");
    private static final MethodHandle ADD_FOUR = handle("addFour");

    /** {@link Scratch#add}, no constant to the compiler: it is not to be inlined, as {@link SumKernel} says. */
    private final MethodHandle add = ADD;

    private final MethodHandle addFour = ADD_FOUR;

    final int outs;
    final int in;
    private final int groups;
    private final long groupBytes;
    private final long chunkBytes;

    /** The packed groups, little-endian ints; the last one is filled up with zeros. */
    private final MemorySegment packed;

    PackedWeights(Tensor w, GroupLayout layout, Workers workers) {
        this.outs = w.dim(0);
        this.in = w.shape().cols();
        this.groups = Math.ceilDiv(outs, OUTS);
        this.groupBytes = Math.ceilDiv(Integer.BYTES * (long) layout.ints(in), ALIGNMENT) * ALIGNMENT;
        this.chunkBytes = Integer.BYTES * (long) layout.ints(CHUNK * Int8Rows.BLOCK);
        this.packed = HugePages.allocate(groups * groupBytes);
        workers.run(groups, 1, (from, to) -> pack(w, layout, from, to));
    }

    private void pack(Tensor w, GroupLayout layout, int from, int to) {
        long rowBytes = w.dtype().bytes(in);
        byte[] rows = new byte[Math.toIntExact(OUTS * rowBytes)];
        int[] group = new int[layout.ints(in)];
        for (int g = from; g < to; g++) {
            int live = Math.min(OUTS, outs - g * OUTS);
            MemorySegment.copy(
                    w.segment(), ValueLayout.JAVA_BYTE, g * OUTS * rowBytes, rows, 0, (int) (live * rowBytes));
            if (live < OUTS) {
                Arrays.fill(rows, (int) (live * rowBytes), rows.length, (byte) 0);
            }
            layout.pack(rows, (int) rowBytes, group);
            MemorySegment.copy(group, 0, packed, INT, g * groupBytes, group.length);
        }
    }

    @Override
    public final int parts() {
        return groups;
    }

    @Override
    public final void multiply(Int8Rows x, int from, int to, float[] out) {
        Scratch scratch = scratch();
        float[] totals = new float[x.rows * OUTS];
        for (int g = from; g < to; g++) {
            Arrays.fill(totals, 0);
            for (int block = 0; block < x.blocks; block += CHUNK) {
                int blocks = Math.min(CHUNK, x.blocks - block);
                long at = g * groupBytes + block / CHUNK * chunkBytes;
                int r = 0;
                for (; r + Int8Rows.FOUR <= x.rows; r += Int8Rows.FOUR) {
                    call(addFour, scratch, at, block, blocks, x, r, totals);
                }
                for (; r < x.rows; r++) {
                    call(add, scratch, at, block, blocks, x, r, totals);
                }
            }
            for (int r = 0; r < x.rows; r++) {
                System.arraycopy(totals, r * OUTS, out, r * outs + g * OUTS, Math.min(OUTS, outs - g * OUTS));
            }
        }
    }

    private void call(
            MethodHandle kernel, Scratch scratch, long at, int block, int blocks, Int8Rows x, int r, float[] totals) {
        try {
            kernel.invokeExact(scratch, packed, at, block, blocks, x, r, totals);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle handle(String name) {
        MethodType type = MethodType.methodType(
                void.class,
                MemorySegment.class,
                long.class,
                int.class,
                int.class,
                Int8Rows.class,
                int.class,
                float[].class);
        try {
            return MethodHandles.lookup().findVirtual(Scratch.class, name, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** What a thread multiplies with. */
    abstract Scratch scratch();

    /** The arithmetic of a format. */
    interface Scratch {
        /**
         * Adds the products with a chunk to the totals [rows, OUTS] of row {@code r}.
         *
         * @param at where the chunk begins
         * @param block number of its first block
         * @param blocks how many it has
         */
        void add(MemorySegment w, long at, int block, int blocks, Int8Rows x, int r, float[] totals);

        /** Adds the products for {@link #Int8Rows.FOUR} rows from {@code r} on. */
        default void addFour(MemorySegment w, long at, int block, int blocks, Int8Rows x, int r, float[] totals) {
            for (int i = 0; i < Int8Rows.FOUR; i++) {
                add(w, at, block, blocks, x, r + i, totals);
            }
        }
    }
}
