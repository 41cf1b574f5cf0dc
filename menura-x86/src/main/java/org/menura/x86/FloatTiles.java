package org.menura.x86;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.cpu.library.KernelLibrary;
import org.menura.tensor.dtype.DType;
import org.menura.x86.code.CodeMemory;
import org.menura.x86.kernel.FloatStrip;
import org.menura.x86.kernel.HalfCode;

/** Products of many rows in float32 with weights of 16 bits, of one type and length. What is handed to machine code is checked here. */
final class FloatTiles implements KernelLibrary.TiledProduct {
    /** Rows whose sums and values the second-level cache holds beside what passes through. */
    private static final int ROWS = 256;

    private static final int LANES = HalfCode.LANES;
    private static final int STRIP = FloatStrip.OUTPUTS;
    private static final int DEPTH = FloatStrip.DEPTH;

    /** Outputs that are computed with a call: rows of the result may be far apart, and get whole lines of the cache. */
    private static final int TOGETHER = 4 * STRIP;

    private static final int STRIPS_BYTES = TOGETHER * DEPTH * Float.BYTES;

    private final Code code;
    private final TileScratch scratch;
    private final TurnedSums turned;
    private final DType type;
    private final int in;

    /**
     * The pieces of code.
     *
     * @param lay a row into a plane
     */
    private record Code(MemorySegment lay, MemorySegment decode, MemorySegment product) {}

    private FloatTiles(Code code, TileScratch scratch, TurnedSums turned, DType type, int in) {
        this.code = code;
        this.scratch = scratch;
        this.turned = turned;
        this.type = type;
        this.in = in;
    }

    /** Writes the product; null if there is none, or the system refuses memory for it. */
    static @Nullable FloatTiles of(CodeMemory memory, DType type, int in, TileScratch scratch, TurnedSums turned) {
        if (!FloatStrip.has(type, in)) {
            return null;
        }
        MemorySegment lay = memory.load(HalfCode.lay(), Arena.ofAuto());
        MemorySegment decode = memory.load(FloatStrip.decode(type, in), Arena.ofAuto());
        MemorySegment product = memory.load(FloatStrip.product(), Arena.ofAuto());
        return lay == null || decode == null || product == null
                ? null
                : new FloatTiles(new Code(lay, decode, product), scratch, turned, type, in);
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
    public int rowsTogether() {
        return LANES;
    }

    @Override
    public int outputsTogether() {
        return STRIP;
    }

    @Override
    public long preparedBytes(int rows) {
        return planes(rows) * planeBytes();
    }

    private static int planes(int rows) {
        return Math.ceilDiv(rows, LANES);
    }

    private long planeBytes() {
        return (long) in * LANES * Float.BYTES;
    }

    @Override
    public void prepare(float[] x, int offset, int rows, MemorySegment prepared) {
        Operands.checkRows(x, offset, rows, in, prepared, preparedBytes(rows));
        for (int r = 0; r < rows; r++) {
            long at = r / LANES * planeBytes() + (long) r % LANES * Float.BYTES;
            MemorySegment row = Calls.range(x, offset + r * in, in);
            Calls.convert(code.lay, row, prepared.asSlice(at), in / FloatStrip.BLOCK);
        }
    }

    @Override
    public void multiply(
            MemorySegment w,
            int from,
            int to,
            MemorySegment prepared,
            int rows,
            float[] out,
            int offset,
            int outStride) {
        if (from >= to || rows == 0) {
            return;
        }
        long rowBytes = type.bytes(in);
        Operands.checkProduct(w, from, to, rowBytes, prepared, preparedBytes(rows), rows, out, offset, outStride);
        int stride = planes(rows) * LANES;
        TileScratch.Piece piece = scratch.borrow();
        MemorySegment strips = piece.bytes(STRIPS_BYTES);
        float[] sums = piece.floats(TOGETHER * stride);
        for (int o = from; o < to; o += TOGETHER) {
            int end = Math.min(o + TOGETHER, to);
            Arrays.fill(sums, 0, TOGETHER * stride, 0);
            for (int k = 0; k < in; k += DEPTH) {
                MemorySegment weights = w.asSlice(o * rowBytes + type.bytes(k), (end - o) * rowBytes - type.bytes(k));
                add(weights, end - o, Math.min(DEPTH, in - k), prepared, k, planes(rows), sums, strips);
            }
            turned.store(sums, stride, rows, end - o, out, offset + o, outStride);
        }
        scratch.giveBack(piece);
    }

    /** Adds the products of some terms, from k on, to sums [outputs, rows]; the weights begin with the first output's. */
    private void add(
            MemorySegment weights,
            int outputs,
            int terms,
            MemorySegment prepared,
            int k,
            int planes,
            float[] sums,
            MemorySegment strips) {
        // What a last strip lacks is that of an earlier one, and computed for nobody.
        MemorySegment rows = MemorySegment.ofAddress(outputs);
        MemorySegment blocks = MemorySegment.ofAddress(terms / FloatStrip.BLOCK);
        MemorySegment none = MemorySegment.NULL;
        Calls.five(code.decode, weights, strips, rows, blocks, none, 0);
        int stride = planes * LANES;
        int count = Math.ceilDiv(outputs, STRIP);
        long termBytes = (long) LANES * Float.BYTES;
        MemorySegment values = prepared.asSlice(k * termBytes);
        MemorySegment to = Calls.range(sums, 0, count * STRIP * stride);
        long[] counts = {
            terms / FloatStrip.TERMS, planeBytes() - terms * termBytes, (long) stride * Float.BYTES, planes, count
        };
        Calls.five(code.product, strips, values, to, MemorySegment.ofArray(counts), none, 0);
    }
}
