package org.menura.x86;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.menura.tensor.dtype.DType;
import org.menura.x86.kernel.FloatStrip;
import org.menura.x86.kernel.HalfCode;

/** Multiplies planes in float32 by weights of 16 bits, of one type and length, which are decoded in pieces. */
final class FloatTiles implements PlaneTiles.Arithmetic {
    /** Rows whose sums and values the second-level cache holds beside what passes through. */
    private static final int ROWS = 256;

    private static final int LANES = HalfCode.LANES;
    private static final int STRIP = FloatStrip.OUTPUTS;
    private static final int DEPTH = FloatStrip.DEPTH;

    /** Outputs that are computed with a call. */
    private static final int TOGETHER = 4 * STRIP;

    private static final int STRIPS_BYTES = TOGETHER * DEPTH * Float.BYTES;

    private final Code code;
    private final DType type;
    private final int in;

    /**
     * The pieces of code.
     *
     * @param lay a row into a plane
     */
    record Code(MemorySegment lay, MemorySegment decode, MemorySegment product) {}

    FloatTiles(Code code, DType type, int in) {
        this.code = code;
        this.type = type;
        this.in = in;
    }

    @Override
    public boolean rounded() {
        return false;
    }

    @Override
    public int mostRows() {
        return ROWS;
    }

    @Override
    public int lanes() {
        return LANES;
    }

    @Override
    public long planeBytes() {
        return (long) in * LANES * Float.BYTES;
    }

    @Override
    public int strip() {
        return STRIP;
    }

    @Override
    public int together() {
        return TOGETHER;
    }

    @Override
    public void lay(MemorySegment row, MemorySegment lane, TileScratch.Piece piece) {
        Calls.convert(code.lay, row, lane, in / FloatStrip.BLOCK);
    }

    @Override
    public void sums(
            MemorySegment weights,
            int outputs,
            MemorySegment planes,
            int count,
            float[] sums,
            TileScratch.Piece piece) {
        MemorySegment strips = piece.bytes(STRIPS_BYTES);
        Arrays.fill(sums, 0, TOGETHER * PlaneTiles.stride(count, LANES), 0);
        for (int k = 0; k < in; k += DEPTH) {
            add(weights.asSlice(type.bytes(k)), outputs, Math.min(DEPTH, in - k), planes, k, count, sums, strips);
        }
    }

    /** Adds the products of some terms, from k on, to sums [outputs, rows]; the weights begin with the first output's. */
    private void add(
            MemorySegment weights,
            int outputs,
            int terms,
            MemorySegment planes,
            int k,
            int count,
            float[] sums,
            MemorySegment strips) {
        // What a last strip lacks is that of an earlier one, and computed for nobody.
        MemorySegment rows = MemorySegment.ofAddress(outputs);
        MemorySegment blocks = MemorySegment.ofAddress(terms / FloatStrip.BLOCK);
        MemorySegment none = MemorySegment.NULL;
        Calls.five(code.decode, weights, strips, rows, blocks, none, 0);
        int stride = PlaneTiles.stride(count, LANES);
        int strip = Math.ceilDiv(outputs, STRIP);
        long termBytes = (long) LANES * Float.BYTES;
        MemorySegment values = planes.asSlice(k * termBytes);
        MemorySegment to = Calls.range(sums, 0, strip * STRIP * stride);
        long[] counts = {
            terms / FloatStrip.TERMS, planeBytes() - terms * termBytes, (long) stride * Float.BYTES, count, strip
        };
        Calls.five(code.product, strips, values, to, MemorySegment.ofArray(counts), none, 0);
    }
}
