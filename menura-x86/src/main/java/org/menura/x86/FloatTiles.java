package org.menura.x86;

import java.lang.foreign.MemorySegment;
import org.menura.tensor.dtype.DType;
import org.menura.x86.kernel.FloatStrip;
import org.menura.x86.kernel.HalfCode;

/** Multiplies planes in float32 by weights of 16 bits, of one type and length, which are decoded in pieces. */
final class FloatTiles implements PlaneTiles.Arithmetic {
    /** Rows whose sums and values the second-level cache holds beside what passes through. */
    private static final int ROWS = 256;

    private static final int LANES = HalfCode.LANES;
    private static final int DEPTH = FloatStrip.DEPTH;

    private final Planes planes;
    private final MemorySegment decode;
    private final MemorySegment product;
    private final FloatStrip strip;
    private final DType type;
    private final int in;

    /**
     * Creates the arithmetic.
     *
     * @param lay code that lays a row into a plane
     * @param decode code that decodes pieces of weights
     * @param product code that multiplies them
     * @param strip what the code was written by
     */
    FloatTiles(MemorySegment lay, MemorySegment decode, MemorySegment product, FloatStrip strip, DType type, int in) {
        this.planes = new Planes(LANES, (long) in * LANES * Float.BYTES, null, lay, in / FloatStrip.BLOCK);
        this.decode = decode;
        this.product = product;
        this.strip = strip;
        this.type = type;
        this.in = in;
    }

    @Override
    public Planes planes() {
        return planes;
    }

    @Override
    public int mostRows() {
        return ROWS;
    }

    @Override
    public int strip() {
        return strip.outputs();
    }

    @Override
    public int together() {
        return strip.together();
    }

    @Override
    public void sums(
            MemorySegment weights, int outputs, MemorySegment prepared, int count, Sums sums, TileScratch.Piece piece) {
        MemorySegment strips = piece.bytes(strip.together() * DEPTH * Float.BYTES);
        int number = Math.ceilDiv(outputs, strip.outputs());
        sums.clear(number * strip.outputs());
        MemorySegment to = sums.of(0, number * strip.outputs());
        MemorySegment none = MemorySegment.NULL;
        long termBytes = (long) LANES * Float.BYTES;
        for (int k = 0; k < in; k += DEPTH) {
            int terms = Math.min(DEPTH, in - k);
            // What a last strip lacks is that of an earlier one, and computed for nobody.
            MemorySegment rows = MemorySegment.ofAddress(outputs);
            MemorySegment blocks = MemorySegment.ofAddress(terms / FloatStrip.BLOCK);
            Calls.five(decode, weights.asSlice(type.bytes(k)), strips, rows, blocks, none, 0);
            long[] counts = {
                terms / FloatStrip.TERMS, planes.bytes() - terms * termBytes, sums.strideBytes(), count, number
            };
            MemorySegment values = prepared.asSlice(k * termBytes);
            Calls.five(product, strips, values, to, MemorySegment.ofArray(counts), none, 0);
        }
    }
}
