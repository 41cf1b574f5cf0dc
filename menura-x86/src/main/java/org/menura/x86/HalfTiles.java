package org.menura.x86;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.cpu.library.KernelLibrary;
import org.menura.tensor.dtype.DType;
import org.menura.x86.code.CodeMemory;
import org.menura.x86.kernel.HalfCode;
import org.menura.x86.kernel.HalfProduct;

/**
 * Products of many rows in bfloat16 with weights of 16 bits, of one type and length. Weights are rounded to bfloat16 on their way, and
 * for many rows wait in the nearest cache in pieces. What is handed to machine code is checked here.
 */
final class HalfTiles implements KernelLibrary.TiledProduct {
    /** Rows whose sums and values the second-level cache holds beside what passes through. */
    private static final int ROWS = 256;

    /** Values of a row that meet a piece of weights before the next ones. */
    private static final int DEPTH = 1024;

    private static final int PIECE = DEPTH * Short.BYTES;

    private static final int STRIP = HalfProduct.STRIP;
    private static final int MOST_PLANES = HalfProduct.MOST_PLANES;

    /** Outputs whose sums are stored together: rows of the result may be far apart, and get whole lines of the cache. */
    private static final int TOGETHER = 4 * STRIP;

    private final Maker maker;
    private final Code code;

    /** The code of products of pieces of weights, which rounds them, with the first planes of many. */
    private final MemorySegment first;

    private final DType type;
    private final int in;

    /** The code of products with few rows, by the number of planes less one, written when it is first needed. */
    private final AtomicReferenceArray<@Nullable MemorySegment> few = new AtomicReferenceArray<>(MOST_PLANES);

    /**
     * The pieces of code that all types and lengths share.
     *
     * @param round activations to bfloat16
     * @param lay a row into a plane
     * @param many products of pieces of weights with planes, by the number of planes less one
     */
    private record Code(MemorySegment round, MemorySegment lay, List<MemorySegment> many) {}

    /** Where products of a process come from: their code is written once, when the first is asked for. */
    static final class Maker {
        private final CodeMemory memory;
        private final TileScratch scratch;
        private final TurnedSums turned;
        private @Nullable Code code;

        Maker(CodeMemory memory, TileScratch scratch, TurnedSums turned) {
            this.memory = memory;
            this.scratch = scratch;
            this.turned = turned;
        }

        /** Returns the product; null if there is none, or the system refuses memory for it. */
        @Nullable
        HalfTiles product(DType type, int in) {
            Code written = has(type, in) ? code() : null;
            MemorySegment first = written == null ? null : load(HalfProduct.first(type, in, PIECE));
            return written == null || first == null ? null : new HalfTiles(this, written, first, type, in);
        }

        private synchronized @Nullable Code code() {
            if (code == null) {
                code = write();
            }
            return code;
        }

        private @Nullable Code write() {
            MemorySegment round = load(HalfCode.round());
            MemorySegment lay = load(HalfCode.lay());
            List<MemorySegment> many = new ArrayList<>();
            for (int planes = 1; planes <= MOST_PLANES; planes++) {
                MemorySegment product = load(HalfProduct.many(planes, PIECE));
                if (product == null) {
                    return null;
                }
                many.add(product);
            }
            return round == null || lay == null ? null : new Code(round, lay, List.copyOf(many));
        }

        private @Nullable MemorySegment load(byte[] written) {
            return memory.load(written, Arena.ofAuto());
        }
    }

    /** Returns whether there are products with weights of a type, {@code in} to an output. */
    static boolean has(DType type, int in) {
        return (type == DType.F16 || type == DType.BF16) && in >= HalfCode.BLOCK && in % HalfCode.BLOCK == 0;
    }

    private HalfTiles(Maker maker, Code code, MemorySegment first, DType type, int in) {
        this.maker = maker;
        this.code = code;
        this.first = first;
        this.type = type;
        this.in = in;
    }

    @Override
    public boolean rounded() {
        return false;
    }

    @Override
    public int rowsTogether() {
        return HalfCode.LANES;
    }

    @Override
    public int mostRows() {
        return ROWS;
    }

    @Override
    public int outputsTogether() {
        return STRIP;
    }

    private long planeBytes() {
        return (long) in * HalfCode.LANES * Short.BYTES;
    }

    private static int planes(int rows) {
        return Math.ceilDiv(rows, HalfCode.LANES);
    }

    @Override
    public long preparedBytes(int rows) {
        return planes(rows) * planeBytes();
    }

    @Override
    public void prepare(float[] x, int offset, int rows, MemorySegment prepared) {
        Operands.checkRows(x, offset, rows, in, prepared, preparedBytes(rows));
        TileScratch.Piece piece = maker.scratch.borrow();
        long rowBytes = (long) in * Short.BYTES;
        MemorySegment row = piece.bytes(rowBytes);
        for (int r = 0; r < rows; r++) {
            Calls.convert(code.round, Calls.range(x, offset + r * in, in), row, in / HalfCode.BLOCK);
            MemorySegment lane =
                    prepared.asSlice(r / HalfCode.LANES * planeBytes() + (long) r % HalfCode.LANES * Float.BYTES);
            Calls.convert(code.lay, row, lane, in / HalfCode.BLOCK);
        }
        maker.scratch.giveBack(piece);
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
        long rowBytes = (long) in * Short.BYTES;
        Operands.checkProduct(w, from, to, rowBytes, prepared, preparedBytes(rows), rows, out, offset, outStride);
        int planes = planes(rows);
        int stride = planes * HalfCode.LANES;
        TileScratch.Piece piece = maker.scratch.borrow();
        MemorySegment spare = piece.bytes(STRIP * (rowBytes + PIECE));
        float[] sums = piece.floats(TOGETHER * stride);
        for (int o = from; o < to; o += TOGETHER) {
            int end = Math.min(o + TOGETHER, to);
            MemorySegment weights = w.asSlice(o * rowBytes, (end - o) * rowBytes);
            if (planes <= MOST_PLANES) {
                few(weights, end - o, prepared, planes, spare, sums);
            } else {
                many(weights, end - o, prepared, planes, spare, sums);
            }
            maker.turned.store(sums, stride, rows, end - o, out, offset + o, outStride);
        }
        maker.scratch.giveBack(piece);
    }

    /** The code for few rows. */
    private MemorySegment few(int planes) {
        MemorySegment written = few.get(planes - 1);
        if (written == null) {
            written = maker.load(HalfProduct.few(type, in, planes));
            if (written == null) {
                throw new OutOfMemoryError("the system refuses memory for code");
            }
            few.set(planes - 1, written);
        }
        return written;
    }

    /** Sets sums [outputs, rows] of few planes, for which weights are rounded on their way. */
    private void few(MemorySegment w, int outputs, MemorySegment pairs, int planes, MemorySegment spare, float[] sums) {
        long rowBytes = (long) in * Short.BYTES;
        int together = HalfProduct.outputs(planes);
        int stride = planes * HalfCode.LANES;
        long[] counts = {in / HalfCode.BLOCK, planeBytes(), (long) stride * Float.BYTES};
        MemorySegment block = spare.asSlice(STRIP * rowBytes);
        for (int o = 0; o < outputs; o += together) {
            MemorySegment rows = whole(w.asSlice(o * rowBytes), outputs - o, together, spare);
            MemorySegment to = Calls.range(sums, o * stride, together * stride);
            Calls.five(few(planes), rows, pairs, to, MemorySegment.ofArray(counts), block, 0);
        }
    }

    /** Sets sums [outputs, rows] of more planes. */
    private void many(
            MemorySegment w, int outputs, MemorySegment prepared, int planes, MemorySegment spare, float[] sums) {
        long rowBytes = (long) in * Short.BYTES;
        int stride = planes * HalfCode.LANES;
        long sumBytes = (long) stride * Float.BYTES;
        int together = HalfProduct.outputs(MOST_PLANES);
        MemorySegment strip = spare.asSlice(STRIP * rowBytes);
        Arrays.fill(sums, 0, TOGETHER * stride, 0);
        for (int k = 0; k < in; k += DEPTH) {
            int blocks = Math.min(DEPTH, in - k) / HalfCode.BLOCK;
            long at = (long) k * Short.BYTES;
            MemorySegment pairs = prepared.asSlice(at * HalfCode.LANES);
            MemorySegment counts = MemorySegment.ofArray(new long[] {blocks, planeBytes(), sumBytes});
            for (int o = 0; o < outputs; o += STRIP) {
                MemorySegment rows = whole(w.asSlice(o * rowBytes), Math.min(STRIP, outputs - o), STRIP, spare);
                MemorySegment to = Calls.range(sums, o * stride, STRIP * stride);
                for (int i = 0; i < STRIP; i += together) {
                    MemorySegment weights = rows.asSlice(i * rowBytes + at);
                    MemorySegment part = strip.asSlice((long) i * PIECE);
                    Calls.five(first, weights, pairs, to.asSlice(i * sumBytes), counts, part, 0);
                }
                rest(strip, pairs, blocks, planes, to);
            }
        }
    }

    /** Some rows of weights, or a copy where there are fewer: what it lacks is what was there, and computed for nobody. */
    private MemorySegment whole(MemorySegment weights, int rows, int asked, MemorySegment spare) {
        return rows >= asked ? weights : spare.copyFrom(weights.asSlice(0, (long) rows * in * Short.BYTES));
    }

    /** Adds the products of a strip of weights with all planes but the first: sums [outputs, rows]. */
    private void rest(MemorySegment strip, MemorySegment pairs, int blocks, int planes, MemorySegment sums) {
        int done = MOST_PLANES;
        while (done < planes) {
            int together = Math.min(MOST_PLANES, planes - done);
            int turns = (planes - done) / together;
            long sumBytes = (long) planes * HalfCode.LANES * Float.BYTES;
            MemorySegment counts = MemorySegment.ofArray(new long[] {blocks, planeBytes(), sumBytes, turns});
            int outputs = HalfProduct.outputs(together);
            for (int o = 0; o < STRIP; o += outputs) {
                MemorySegment to = sums.asSlice(o * sumBytes + (long) done * HalfCode.LANES * Float.BYTES);
                MemorySegment from = pairs.asSlice(done * planeBytes());
                Calls.five(code.many.get(together - 1), strip.asSlice((long) o * PIECE), from, to, counts, none(), 0);
            }
            done += turns * together;
        }
    }

    private static MemorySegment none() {
        return MemorySegment.NULL;
    }
}
