package org.menura.x86;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.cpu.library.KernelLibrary;
import org.menura.x86.code.CodeMemory;
import org.menura.x86.kernel.BlockFamily;
import org.menura.x86.kernel.Isa;
import org.menura.x86.kernel.Rounded;
import org.menura.x86.kernel.Tiles;

/** Products of many rows with weights of one family and length. What is handed to machine code is checked here. */
final class FamilyTiles implements KernelLibrary.TiledProduct {
    /** Strips whose sums are stored together: rows of the result may be far apart, and get whole lines of the cache. */
    private static final int STRIPS = 8;

    /** Bytes of prepared activations that meet a strip of weights before the next ones: of what the second-level cache holds. */
    private static final long BYTES_AT_A_TIME = 640 << 10;

    private final Tiles tiles;
    private final Code code;
    private final TileScratch scratch;
    private final TurnedSums turned;
    private final int in;
    private final int roundedBytes;
    private final long rowBytes;

    /**
     * The pieces of code.
     *
     * @param together the product with as many planes as are computed together
     * @param single the product with one
     */
    private record Code(
            MemorySegment quantize,
            MemorySegment lay,
            MemorySegment unpack,
            MemorySegment together,
            MemorySegment single) {}

    private FamilyTiles(BlockFamily family, Tiles tiles, Code code, int in, TileScratch scratch, TurnedSums turned) {
        this.tiles = tiles;
        this.code = code;
        this.scratch = scratch;
        this.turned = turned;
        this.in = in;
        this.roundedBytes = new Rounded(in / family.block()).stride();
        this.rowBytes = family.type().bytes(in);
    }

    /** Writes the product; null if there is none, or the system refuses memory for it. */
    static @Nullable FamilyTiles of(
            CodeMemory memory, BlockFamily family, Isa isa, int in, TileScratch scratch, TurnedSums turned) {
        if (!Tiles.suit(family)) {
            return null;
        }
        int blocks = in / family.block();
        Tiles tiles = new Tiles(family, isa, blocks);
        MemorySegment quantize = memory.load(tiles.quantize(), Arena.ofAuto());
        MemorySegment lay = memory.load(tiles.lay(), Arena.ofAuto());
        MemorySegment unpack = memory.load(tiles.unpack(), Arena.ofAuto());
        MemorySegment together = memory.load(tiles.product(tiles.planes()), Arena.ofAuto());
        MemorySegment single = memory.load(tiles.product(1), Arena.ofAuto());
        if (quantize == null || lay == null || unpack == null || together == null || single == null) {
            return null;
        }
        return new FamilyTiles(family, tiles, new Code(quantize, lay, unpack, together, single), in, scratch, turned);
    }

    @Override
    public boolean rounded() {
        return true;
    }

    @Override
    public int rowsTogether() {
        return tiles.lanes();
    }

    @Override
    public int mostRows() {
        return (int) Math.max(2, BYTES_AT_A_TIME / tiles.planeBytes() / 2 * 2) * tiles.lanes();
    }

    @Override
    public int outputsTogether() {
        return Tiles.OUTPUTS;
    }

    @Override
    public long preparedBytes(int rows) {
        return (long) planes(rows) * tiles.planeBytes();
    }

    private int planes(int rows) {
        return Math.ceilDiv(rows, tiles.lanes());
    }

    @Override
    public void prepare(float[] x, int offset, int rows, MemorySegment prepared) {
        Operands.checkRows(x, offset, rows, in, prepared, preparedBytes(rows));
        MemorySegment from = MemorySegment.ofArray(x);
        TileScratch.Piece piece = scratch.borrow();
        MemorySegment rounded = piece.bytes(roundedBytes);
        for (int r = 0; r < rows; r++) {
            long at = (offset + (long) r * in) * Float.BYTES;
            Calls.convert(code.quantize, from.asSlice(at, (long) in * Float.BYTES), rounded);
            long plane = (long) r / tiles.lanes() * tiles.planeBytes();
            Calls.convert(code.lay, rounded, prepared.asSlice(plane + r % tiles.lanes() * (long) Float.BYTES));
        }
        scratch.giveBack(piece);
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
        Operands.checkProduct(w, from, to, rowBytes, prepared, preparedBytes(rows), rows, out, offset, outStride);
        int planes = planes(rows);
        int stride = planes * tiles.lanes();
        TileScratch.Piece piece = scratch.borrow();
        MemorySegment strip = piece.bytes(tiles.stripBytes());
        float[] sums = piece.floats(STRIPS * Tiles.OUTPUTS * stride);
        for (int o = from; o < to; o += STRIPS * Tiles.OUTPUTS) {
            int end = Math.min(o + STRIPS * Tiles.OUTPUTS, to);
            for (int s = o; s < end; s += Tiles.OUTPUTS) {
                int live = Math.min(Tiles.OUTPUTS, end - s);
                // What a last strip lacks is that of the one before, and computed for nobody.
                Calls.convert(code.unpack, w.asSlice(s * rowBytes, live * rowBytes), strip, live);
                MemorySegment at = MemorySegment.ofArray(sums).asSlice((s - o) * (long) stride * Float.BYTES);
                multiply(strip, prepared, planes, at, stride);
            }
            turned.store(sums, stride, rows, end - o, out, offset + o, outStride);
        }
        scratch.giveBack(piece);
    }

    /** The outputs of a strip: sums [outputs, rows]. */
    private void multiply(MemorySegment strip, MemorySegment prepared, int planes, MemorySegment sums, int stride) {
        int turns = planes / tiles.planes();
        int done = turns * tiles.planes();
        long outBytes = (long) stride * Float.BYTES;
        if (turns > 0) {
            Calls.product(code.together, strip, prepared, sums, turns, outBytes);
        }
        if (done < planes) {
            MemorySegment rest = prepared.asSlice((long) done * tiles.planeBytes());
            MemorySegment to = sums.asSlice((long) done * tiles.lanes() * Float.BYTES);
            Calls.product(code.single, strip, rest, to, planes - done, outBytes);
        }
    }
}
