package org.menura.x86;

import java.lang.foreign.MemorySegment;
import org.menura.x86.kernel.AmxHalfProduct;
import org.menura.x86.kernel.HalfCode;

/** Multiplies planes of bfloat16 by weights of 16 bits, of one type and length, by the tiles of AMX: two of outputs meet two planes. */
final class AmxHalfTiles implements PlaneTiles.Arithmetic {
    /** Bytes of planes that meet a strip of weights before the next one: half of the second-level cache. */
    private static final long BYTES_AT_A_TIME = 1 << 20;

    private static final int LANES = HalfCode.LANES;
    private static final int OUTPUTS = AmxHalfProduct.OUTPUTS;

    /** Outputs whose sums are stored together. */
    private static final int TOGETHER = 2 * OUTPUTS;

    private final Planes planes;
    private final Code code;
    private final int in;
    private final long rowBytes;

    /**
     * The pieces of code.
     *
     * @param strip of weights in bfloat16
     * @param pair products with two planes
     * @param single products with one
     * @param few products with only one
     */
    record Code(MemorySegment strip, MemorySegment pair, MemorySegment single, MemorySegment few) {}

    AmxHalfTiles(Planes planes, Code code, int in) {
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
        return (int) Math.max(2, BYTES_AT_A_TIME / planes.bytes() / 2 * 2) * LANES;
    }

    @Override
    public int strip() {
        return OUTPUTS;
    }

    @Override
    public int together() {
        return TOGETHER;
    }

    @Override
    public void sums(
            MemorySegment weights, int outputs, MemorySegment prepared, int count, Sums sums, TileScratch.Piece piece) {
        MemorySegment spare = piece.bytes(AmxHalfProduct.stripBytes(in) + AmxHalfProduct.BLOCK);
        if (count == 1) {
            few(weights, outputs, prepared, spare, sums);
            return;
        }
        int pairs = count / 2;
        for (int o = 0; o < outputs; o += OUTPUTS) {
            int live = Math.min(OUTPUTS, outputs - o);
            // What a last strip lacks is what was there before, and computed for nobody.
            Calls.convert(code.strip, weights.asSlice(o * rowBytes, live * rowBytes), spare, live);
            MemorySegment out = sums.of(o, OUTPUTS);
            Calls.product(code.pair, spare, prepared, out, pairs, sums.strideBytes());
            if (count % 2 > 0) {
                MemorySegment last = prepared.asSlice(2L * pairs * planes.bytes());
                MemorySegment to = out.asSlice(2L * pairs * LANES * Float.BYTES);
                Calls.product(code.single, spare, last, to, 1, sums.strideBytes());
            }
        }
    }

    /** Sets the sums of one plane, for which weights are rounded on their way. */
    private void few(MemorySegment w, int outputs, MemorySegment plane, MemorySegment spare, Sums sums) {
        MemorySegment block = spare.asSlice(OUTPUTS * rowBytes);
        MemorySegment strideBytes = MemorySegment.ofAddress(sums.strideBytes());
        int whole = outputs / OUTPUTS;
        int done = whole * OUTPUTS;
        if (whole > 0) {
            MemorySegment groups = MemorySegment.ofAddress(whole);
            Calls.five(code.few, w, plane, sums.of(0, done), groups, strideBytes, block.address());
        }
        if (done < outputs) {
            // What it lacks is what was there before, and computed for nobody.
            MemorySegment rows = spare.copyFrom(w.asSlice(done * rowBytes, (outputs - done) * rowBytes));
            MemorySegment one = MemorySegment.ofAddress(1);
            Calls.five(code.few, rows, plane, sums.of(done, OUTPUTS), one, strideBytes, block.address());
        }
    }
}
