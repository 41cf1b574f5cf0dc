package org.menura.tensor;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.menura.tensor.annotation.Extension;
import org.menura.tensor.dtype.DType;

/**
 * The KV cache of one sequence in one attention layer. Keys and values lie in blocks of {@link #BLOCK} positions, the
 * first of which is a multiple of that: growing moves nothing, copies share full blocks, and with a window, blocks that
 * no later query can see are dropped.
 */
@Extension
public final class KvCache {
    /** Number of positions per block. */
    public static final int BLOCK = 64;

    /** Number of positions that {@link #truncate} can always go back. */
    private static final int SLACK = 64;

    private final DType type;
    private final int heads;
    private final int keyDim;
    private final int valueDim;
    private final int window;
    private final List<KvBlock> blocks;
    /** Number of the first block: those before were dropped. */
    private int firstBlock;
    /** Number of blocks at the start that may belong to copies too, and must not be changed. */
    private int shared;

    private int first;
    private int length;

    /**
     * Creates an empty cache.
     *
     * @param type element type of the stored keys and values: F32, F16 or Q8_0
     * @param keyDim size of a head's key
     * @param valueDim size of a head's value
     * @param window maximum number of positions that a query sees, its own included; 0 for all
     * @throws IllegalArgumentException if keys and values can't be stored as {@code type}
     */
    public KvCache(DType type, int heads, int keyDim, int valueDim, int window) {
        this(type, heads, keyDim, valueDim, window, new ArrayList<>());
        // Says so at once if there are no blocks of this type.
        KvBlock.of(type, 0, keyDim, valueDim);
    }

    private KvCache(DType type, int heads, int keyDim, int valueDim, int window, List<KvBlock> blocks) {
        this.type = type;
        this.heads = heads;
        this.keyDim = keyDim;
        this.valueDim = valueDim;
        this.window = window;
        this.blocks = blocks;
    }

    /** Returns the element type that keys and values are stored as. */
    public DType type() {
        return type;
    }

    public int heads() {
        return heads;
    }

    public int keyDim() {
        return keyDim;
    }

    public int valueDim() {
        return valueDim;
    }

    /** Returns the number of positions seen since the start, dropped ones included. */
    public int length() {
        return length;
    }

    /** Returns the first position held: all from there to {@link #length} are. */
    public int first() {
        return first;
    }

    /** Appends rows {@code from} (inclusive) to {@code to} (exclusive) of k [rows, heads, keyDim] and v. */
    public void append(Tensor k, Tensor v, int from, int to) {
        int position = extend(to - from);
        for (int head = 0; head < heads; head++) {
            write(head, position, k, v, from, to);
        }
    }

    /**
     * Extends the cache by {@code rows} positions, whose content {@link #write} gives for each head.
     *
     * @return the first of them
     */
    public int extend(int rows) {
        dropUnseen();
        int position = length;
        length = Math.addExact(length, rows);
        int current = position / BLOCK - firstBlock;
        if (current < shared && rows > 0) {
            blocks.set(current, blocks.get(current).copy());
            shared = current;
        }
        while ((long) (firstBlock + blocks.size()) * BLOCK < length) {
            blocks.add(KvBlock.of(type, heads, keyDim, valueDim));
        }
        return position;
    }

    /**
     * Writes rows {@code from} to {@code to} of k and v for one head, to {@code position} and the ones after it. Heads
     * may be written at the same time.
     */
    public void write(int head, int position, Tensor k, Tensor v, int from, int to) {
        for (int row = from; row < to; row++) {
            int at = position + row - from;
            int k0 = k.offset() + (row * heads + head) * keyDim;
            int v0 = v.offset() + (row * heads + head) * valueDim;
            block(at / BLOCK).put(head, at % BLOCK, k.floats(), k0, v.floats(), v0);
        }
    }

    /**
     * Reads keys of a head.
     *
     * @param block number of the block, which holds positions from {@code block · BLOCK} on
     * @param to gets [keyDim, BLOCK]; what stands for positions that are not held is arbitrary
     */
    public void readKeys(int head, int block, float[] to) {
        block(block).keys(head, to);
    }

    /**
     * Reads the first {@code count} values of a head in a block.
     *
     * @param to gets [planes, BLOCK, BLOCK]: for each plane of up to BLOCK dims, BLOCK floats per position
     */
    public void readValues(int head, int block, int count, float[] to) {
        block(block).values(head, count, to);
    }

    /**
     * What a head has in a block, as it is stored: keys as [keyDim, BLOCK], values as [planes, BLOCK, up to BLOCK dims]. With
     * 8 bits, the scales of 32 elements of keys are [groups, BLOCK] and those of values [BLOCK, groups]; otherwise there are
     * none.
     */
    public record Stored(
            MemorySegment keys, MemorySegment keyScales, MemorySegment values, MemorySegment valueScales) {}

    /** Returns what a head has in a block, for reading only. */
    public Stored stored(int head, int block) {
        return block(block).stored(head);
    }

    /** Returns the keys of the positions held, [length - first, heads, keyDim]. */
    public Tensor keys() {
        return held(keyDim, (head, block, buffer) -> readKeys(head, block, buffer), (slot, d) -> d * BLOCK + slot);
    }

    /** Returns the values of the positions held, [length - first, heads, valueDim]. */
    public Tensor values() {
        return held(
                valueDim,
                (head, block, buffer) -> readValues(head, block, BLOCK, buffer),
                (slot, d) -> (d / BLOCK * BLOCK + slot) * BLOCK + d % BLOCK);
    }

    /**
     * Replaces the content of the cache.
     *
     * @param newLength positions seen
     * @param k keys of the last ones, as {@link #keys} gives them
     * @param v values of the same
     */
    public void restore(int newLength, Tensor k, Tensor v) {
        int count = k.dim(0);
        if (!k.shape().equals(Shape.of(count, heads, keyDim))
                || !v.shape().equals(Shape.of(count, heads, valueDim))
                || newLength < count) {
            throw new IllegalArgumentException(
                    "keys %s and values %s do not fit a cache of %d heads of %d and %d for %d positions"
                            .formatted(k.shape(), v.shape(), heads, keyDim, valueDim, newLength));
        }
        blocks.clear();
        shared = 0;
        first = newLength - count;
        firstBlock = first / BLOCK;
        length = first;
        append(k, v, 0, count);
    }

    /**
     * Returns whether the cache can be truncated to {@code newLength} positions: not if what the position after them
     * sees has been dropped.
     */
    public boolean canTruncate(int newLength) {
        int seen = window == 0 ? 0 : Math.max(0, newLength - window + 1);
        return newLength >= 0 && newLength <= length && first <= seen;
    }

    /**
     * Truncates the cache to its first {@code newLength} positions.
     *
     * @throws IllegalArgumentException if {@link #canTruncate} says no
     */
    public void truncate(int newLength) {
        if (!canTruncate(newLength)) {
            throw new IllegalArgumentException(
                    "a cache that holds positions %d to %d cannot go back to %d".formatted(first, length, newLength));
        }
        length = newLength;
        int needed = Math.ceilDiv(length, BLOCK) - firstBlock;
        blocks.subList(Math.max(0, needed), blocks.size()).clear();
        shared = Math.min(shared, blocks.size());
    }

    /** Returns an independent copy, which shares what neither of the two changes later. */
    public KvCache copy() {
        KvCache c = new KvCache(type, heads, keyDim, valueDim, window, new ArrayList<>(blocks));
        shared = blocks.size();
        c.shared = shared;
        c.firstBlock = firstBlock;
        c.first = first;
        c.length = length;
        return c;
    }

    private KvBlock block(int number) {
        return blocks.get(number - firstBlock);
    }

    /** The next query sees window - 1 earlier entries. */
    private void dropUnseen() {
        if (window == 0) {
            return;
        }
        int drop = Math.min((length - window + 1 - SLACK) / BLOCK - firstBlock, blocks.size());
        if (drop > 0) {
            blocks.subList(0, drop).clear();
            shared = Math.max(0, shared - drop);
            firstBlock += drop;
            first = firstBlock * BLOCK;
        }
    }

    @FunctionalInterface
    private interface Reading {
        void read(int head, int block, float[] to);
    }

    @FunctionalInterface
    private interface Place {
        int of(int slot, int dim);
    }

    private Tensor held(int dim, Reading reading, Place place) {
        Tensor out = Tensor.zeros(length - first, heads, dim);
        float[] buffer = new float[Math.ceilDiv(dim, BLOCK) * BLOCK * BLOCK];
        for (int block = firstBlock; block < firstBlock + blocks.size(); block++) {
            int low = Math.max(first, block * BLOCK);
            int high = Math.min(length, (block + 1) * BLOCK);
            for (int head = 0; head < heads; head++) {
                reading.read(head, block, buffer);
                for (int at = low; at < high; at++) {
                    int to = ((at - first) * heads + head) * dim;
                    for (int d = 0; d < dim; d++) {
                        out.floats()[to + d] = buffer[place.of(at - block * BLOCK, d)];
                    }
                }
            }
        }
        return out;
    }
}
