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

    private final Code code;
    private final int in;
    private final long rowBytes;

    /**
     * The pieces of code.
     *
     * @param round activations to bfloat16
     * @param lay a row into a plane
     * @param strip of weights in bfloat16
     * @param pair products with two planes
     * @param single products with one
     * @param few products with only one
     */
    record Code(
            MemorySegment round,
            MemorySegment lay,
            MemorySegment strip,
            MemorySegment pair,
            MemorySegment single,
            MemorySegment few) {}

    AmxHalfTiles(Code code, int in) {
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
        return (int) Math.max(2, BYTES_AT_A_TIME / planeBytes() / 2 * 2) * LANES;
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
        return OUTPUTS;
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
        MemorySegment strip = piece.bytes(AmxHalfProduct.stripBytes(in) + AmxHalfProduct.BLOCK);
        if (count == 1) {
            few(weights, outputs, planes, sums, strip);
            return;
        }
        int stride = PlaneTiles.stride(count, LANES);
        long outBytes = (long) stride * Float.BYTES;
        int pairs = count / 2;
        for (int o = 0; o < outputs; o += OUTPUTS) {
            int live = Math.min(OUTPUTS, outputs - o);
            // What a last strip lacks is what was there before, and computed for nobody.
            Calls.convert(code.strip, weights.asSlice(o * rowBytes, live * rowBytes), strip, live);
            MemorySegment out = Calls.range(sums, o * stride, OUTPUTS * stride);
            if (pairs > 0) {
                Calls.product(code.pair, strip, planes, out, pairs, outBytes);
            }
            if (count % 2 > 0) {
                MemorySegment last = planes.asSlice(2L * pairs * planeBytes());
                MemorySegment to = out.asSlice(2L * pairs * LANES * Float.BYTES);
                Calls.product(code.single, strip, last, to, 1, outBytes);
            }
        }
    }

    /** Sets the sums of one plane, for which weights are rounded on their way. */
    private void few(MemorySegment w, int outputs, MemorySegment plane, float[] sums, MemorySegment spare) {
        int stride = PlaneTiles.stride(1, LANES);
        long outBytes = (long) stride * Float.BYTES;
        MemorySegment block = spare.asSlice(OUTPUTS * rowBytes);
        int whole = outputs / OUTPUTS;
        MemorySegment out = Calls.range(sums, 0, Math.ceilDiv(outputs, OUTPUTS) * OUTPUTS * stride);
        if (whole > 0) {
            Calls.five(code.few, w, plane, out, number(whole), number(outBytes), block.address());
        }
        int left = outputs - whole * OUTPUTS;
        if (left > 0) {
            // What it lacks is what was there before, and computed for nobody.
            MemorySegment rows = spare.copyFrom(w.asSlice(whole * OUTPUTS * rowBytes, left * rowBytes));
            MemorySegment to = out.asSlice(whole * OUTPUTS * outBytes);
            Calls.five(code.few, rows, plane, to, number(1), number(outBytes), block.address());
        }
    }

    private static MemorySegment number(long value) {
        return MemorySegment.ofAddress(value);
    }
}
