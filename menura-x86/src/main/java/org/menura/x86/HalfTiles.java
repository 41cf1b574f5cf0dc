package org.menura.x86;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.menura.x86.kernel.HalfCode;
import org.menura.x86.kernel.HalfProduct;

/**
 * Multiplies planes of bfloat16 by weights of 16 bits, of one type and length. Weights are rounded to bfloat16 on their way, and for
 * many rows wait in the nearest cache in pieces.
 */
final class HalfTiles implements PlaneTiles.Arithmetic {
    /** Rows whose sums and values the second-level cache holds beside what passes through. */
    private static final int ROWS = 256;

    /** Values of a row that meet a piece of weights before the next ones. */
    private static final int DEPTH = 1024;

    /** Bytes of a piece of weights. */
    static final int PIECE = DEPTH * Short.BYTES;

    private static final int LANES = HalfCode.LANES;
    private static final int STRIP = HalfProduct.STRIP;
    private static final int MOST_PLANES = HalfProduct.MOST_PLANES;

    /** Outputs whose sums are stored together. */
    private static final int TOGETHER = 4 * STRIP;

    private final Code code;
    private final int in;
    private final long rowBytes;

    /**
     * The pieces of code.
     *
     * @param round activations to bfloat16
     * @param lay a row into a plane
     * @param first products of pieces of weights, which rounds them, with the first planes of many
     * @param few products with few rows, by the number of planes
     * @param many products of pieces of weights with planes, by their number
     */
    record Code(
            MemorySegment round,
            MemorySegment lay,
            MemorySegment first,
            WrittenCode<Integer> few,
            WrittenCode<Integer> many) {}

    HalfTiles(Code code, int in) {
        this.code = code;
        this.in = in;
        this.rowBytes = (long) in * Short.BYTES;
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
        return (long) in * LANES * Short.BYTES;
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
        MemorySegment rounded = piece.bytes(rowBytes);
        Calls.convert(code.round, row, rounded, in / HalfCode.BLOCK);
        Calls.convert(code.lay, rounded, lane, in / HalfCode.BLOCK);
    }

    @Override
    public void sums(
            MemorySegment weights,
            int outputs,
            MemorySegment planes,
            int count,
            float[] sums,
            TileScratch.Piece piece) {
        MemorySegment spare = piece.bytes(STRIP * (rowBytes + PIECE));
        if (count <= MOST_PLANES) {
            few(weights, outputs, planes, count, spare, sums);
        } else {
            many(weights, outputs, planes, count, spare, sums);
        }
    }

    /** Sets sums [outputs, rows] of few planes, for which weights are rounded on their way. */
    private void few(MemorySegment w, int outputs, MemorySegment pairs, int planes, MemorySegment spare, float[] sums) {
        int together = HalfProduct.outputs(planes);
        int stride = PlaneTiles.stride(planes, LANES);
        long[] counts = {in / HalfCode.BLOCK, planeBytes(), (long) stride * Float.BYTES};
        MemorySegment block = spare.asSlice(STRIP * rowBytes);
        for (int o = 0; o < outputs; o += together) {
            MemorySegment rows = whole(w.asSlice(o * rowBytes), outputs - o, together, spare);
            MemorySegment to = Calls.range(sums, o * stride, together * stride);
            Calls.five(code.few.get(planes), rows, pairs, to, MemorySegment.ofArray(counts), block, 0);
        }
    }

    /** Sets sums [outputs, rows] of more planes. */
    private void many(
            MemorySegment w, int outputs, MemorySegment prepared, int planes, MemorySegment spare, float[] sums) {
        int stride = PlaneTiles.stride(planes, LANES);
        long sumBytes = (long) stride * Float.BYTES;
        int together = HalfProduct.outputs(MOST_PLANES);
        MemorySegment strip = spare.asSlice(STRIP * rowBytes);
        Arrays.fill(sums, 0, TOGETHER * stride, 0);
        for (int k = 0; k < in; k += DEPTH) {
            int blocks = Math.min(DEPTH, in - k) / HalfCode.BLOCK;
            long at = (long) k * Short.BYTES;
            MemorySegment pairs = prepared.asSlice(at * LANES);
            MemorySegment counts = MemorySegment.ofArray(new long[] {blocks, planeBytes(), sumBytes});
            for (int o = 0; o < outputs; o += STRIP) {
                MemorySegment rows = whole(w.asSlice(o * rowBytes), Math.min(STRIP, outputs - o), STRIP, spare);
                MemorySegment to = Calls.range(sums, o * stride, STRIP * stride);
                for (int i = 0; i < STRIP; i += together) {
                    MemorySegment weights = rows.asSlice(i * rowBytes + at);
                    MemorySegment part = strip.asSlice((long) i * PIECE);
                    Calls.five(code.first, weights, pairs, to.asSlice(i * sumBytes), counts, part, 0);
                }
                rest(strip, pairs, blocks, planes, to);
            }
        }
    }

    /** Some rows of weights, or a copy where there are fewer: what it lacks is what was there, and computed for nobody. */
    private MemorySegment whole(MemorySegment weights, int rows, int asked, MemorySegment spare) {
        return rows >= asked ? weights : spare.copyFrom(weights.asSlice(0, rows * rowBytes));
    }

    /** Adds the products of a strip of weights with all planes but the first: sums [outputs, rows]. */
    private void rest(MemorySegment strip, MemorySegment pairs, int blocks, int planes, MemorySegment sums) {
        int done = MOST_PLANES;
        while (done < planes) {
            int together = Math.min(MOST_PLANES, planes - done);
            int turns = (planes - done) / together;
            long sumBytes = (long) PlaneTiles.stride(planes, LANES) * Float.BYTES;
            MemorySegment counts = MemorySegment.ofArray(new long[] {blocks, planeBytes(), sumBytes, turns});
            int outputs = HalfProduct.outputs(together);
            for (int o = 0; o < STRIP; o += outputs) {
                MemorySegment to = sums.asSlice(o * sumBytes + (long) done * LANES * Float.BYTES);
                MemorySegment from = pairs.asSlice(done * planeBytes());
                Calls.five(code.many.get(together), strip.asSlice((long) o * PIECE), from, to, counts, none(), 0);
            }
            done += turns * together;
        }
    }

    private static MemorySegment none() {
        return MemorySegment.NULL;
    }
}
