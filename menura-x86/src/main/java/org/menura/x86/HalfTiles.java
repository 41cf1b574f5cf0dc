package org.menura.x86;

import java.lang.foreign.MemorySegment;
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

    private final Planes planes;
    private final Code code;
    private final int in;
    private final long rowBytes;

    /**
     * The pieces of code.
     *
     * @param first products of pieces of weights, which rounds them, with the first planes of many
     * @param few products with few rows, by the number of planes
     * @param many products of pieces of weights with planes, by their number
     */
    record Code(MemorySegment first, WrittenCode<Integer> few, WrittenCode<Integer> many) {}

    HalfTiles(Planes planes, Code code, int in) {
        this.planes = planes;
        this.code = code;
        this.in = in;
        this.rowBytes = (long) in * Short.BYTES;
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
        return STRIP;
    }

    @Override
    public int together() {
        return TOGETHER;
    }

    @Override
    public void sums(
            MemorySegment weights, int outputs, MemorySegment prepared, int count, Sums sums, TileScratch.Piece piece) {
        MemorySegment spare = piece.bytes(STRIP * (rowBytes + PIECE));
        if (count <= MOST_PLANES) {
            few(weights, outputs, prepared, count, spare, sums);
        } else {
            many(weights, outputs, prepared, count, spare, sums);
        }
    }

    /** Sets sums of few planes, for which weights are rounded on their way. */
    private void few(MemorySegment w, int outputs, MemorySegment prepared, int count, MemorySegment spare, Sums sums) {
        int together = HalfProduct.outputs(count);
        MemorySegment counts =
                MemorySegment.ofArray(new long[] {in / HalfCode.BLOCK, planes.bytes(), sums.strideBytes()});
        MemorySegment block = spare.asSlice(STRIP * rowBytes);
        for (int o = 0; o < outputs; o += together) {
            MemorySegment rows = whole(w.asSlice(o * rowBytes), outputs - o, together, spare);
            Calls.five(code.few.get(count), rows, prepared, sums.of(o, together), counts, block, 0);
        }
    }

    /** Sets sums of more planes. */
    private void many(MemorySegment w, int outputs, MemorySegment prepared, int count, MemorySegment spare, Sums sums) {
        int together = HalfProduct.outputs(MOST_PLANES);
        MemorySegment strip = spare.asSlice(STRIP * rowBytes);
        sums.clear(TOGETHER);
        for (int k = 0; k < in; k += DEPTH) {
            int blocks = Math.min(DEPTH, in - k) / HalfCode.BLOCK;
            long at = (long) k * Short.BYTES;
            MemorySegment pairs = prepared.asSlice(at * LANES);
            MemorySegment counts = MemorySegment.ofArray(new long[] {blocks, planes.bytes(), sums.strideBytes()});
            for (int o = 0; o < outputs; o += STRIP) {
                MemorySegment rows = whole(w.asSlice(o * rowBytes), Math.min(STRIP, outputs - o), STRIP, spare);
                for (int i = 0; i < STRIP; i += together) {
                    MemorySegment weights = rows.asSlice(i * rowBytes + at);
                    MemorySegment part = strip.asSlice((long) i * PIECE);
                    Calls.five(code.first, weights, pairs, sums.of(o + i, together), counts, part, 0);
                }
                rest(strip, pairs, blocks, count, sums.of(o, STRIP), sums.strideBytes());
            }
        }
    }

    /** Some rows of weights, or a copy where there are fewer: what it lacks is what was there, and computed for nobody. */
    private MemorySegment whole(MemorySegment weights, int rows, int asked, MemorySegment spare) {
        return rows >= asked ? weights : spare.copyFrom(weights.asSlice(0, rows * rowBytes));
    }

    /** Adds the products of a strip of weights with all planes but the first: sums [outputs, rows]. */
    private void rest(
            MemorySegment strip, MemorySegment pairs, int blocks, int count, MemorySegment sums, long sumBytes) {
        int done = MOST_PLANES;
        while (done < count) {
            int together = Math.min(MOST_PLANES, count - done);
            int turns = (count - done) / together;
            MemorySegment counts = MemorySegment.ofArray(new long[] {blocks, planes.bytes(), sumBytes, turns});
            int outputs = HalfProduct.outputs(together);
            for (int o = 0; o < STRIP; o += outputs) {
                MemorySegment to = sums.asSlice(o * sumBytes + (long) done * LANES * Float.BYTES);
                MemorySegment from = pairs.asSlice(done * planes.bytes());
                MemorySegment part = strip.asSlice((long) o * PIECE);
                Calls.five(code.many.get(together), part, from, to, counts, MemorySegment.NULL, 0);
            }
            done += turns * together;
        }
    }
}
