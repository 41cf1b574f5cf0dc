package org.menura.x86;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.menura.x86.code.CodeMemory;
import org.menura.x86.kernel.BlockFamily;
import org.menura.x86.kernel.Isa;
import org.menura.x86.kernel.Rounded;
import org.menura.x86.kernel.Tiles;

/** Multiplies planes of rounded activations by weights of one family and length, which are unpacked strip by strip. */
final class FamilyTiles implements PlaneTiles.Arithmetic {
    /** Strips whose sums are stored together. */
    private static final int STRIPS = 8;

    /** Bytes of prepared activations that meet a strip of weights before the next ones: of what the second-level cache holds. */
    private static final long BYTES_AT_A_TIME = 640 << 10;

    private final Tiles tiles;
    private final Code code;
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

    private FamilyTiles(BlockFamily family, Tiles tiles, Code code, int in) {
        this.tiles = tiles;
        this.code = code;
        this.roundedBytes = new Rounded(in / family.block()).stride();
        this.rowBytes = family.type().bytes(in);
    }

    /** Writes the product; null if there is none, or the system refuses memory for it. */
    static @Nullable FamilyTiles of(CodeMemory memory, BlockFamily family, Isa isa, int in) {
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
        return new FamilyTiles(family, tiles, new Code(quantize, lay, unpack, together, single), in);
    }

    @Override
    public boolean rounded() {
        return true;
    }

    @Override
    public int mostRows() {
        return (int) Math.max(2, BYTES_AT_A_TIME / tiles.planeBytes() / 2 * 2) * tiles.lanes();
    }

    @Override
    public int lanes() {
        return tiles.lanes();
    }

    @Override
    public long planeBytes() {
        return tiles.planeBytes();
    }

    @Override
    public int strip() {
        return Tiles.OUTPUTS;
    }

    @Override
    public int together() {
        return STRIPS * Tiles.OUTPUTS;
    }

    @Override
    public void lay(MemorySegment row, MemorySegment lane, TileScratch.Piece piece) {
        MemorySegment rounded = piece.bytes(roundedBytes);
        Calls.convert(code.quantize, row, rounded);
        Calls.convert(code.lay, rounded, lane);
    }

    @Override
    public void sums(
            MemorySegment weights,
            int outputs,
            MemorySegment planes,
            int count,
            float[] sums,
            TileScratch.Piece piece) {
        MemorySegment strip = piece.bytes(tiles.stripBytes());
        int stride = PlaneTiles.stride(count, tiles.lanes());
        for (int o = 0; o < outputs; o += Tiles.OUTPUTS) {
            int live = Math.min(Tiles.OUTPUTS, outputs - o);
            // What a last strip lacks is that of the one before, and computed for nobody.
            Calls.convert(code.unpack, weights.asSlice(o * rowBytes, live * rowBytes), strip, live);
            multiply(strip, planes, count, Calls.range(sums, o * stride, Tiles.OUTPUTS * stride), stride);
        }
    }

    /** The outputs of a strip: sums [outputs, rows]. */
    private void multiply(MemorySegment strip, MemorySegment planes, int count, MemorySegment sums, int stride) {
        int turns = count / tiles.planes();
        int done = turns * tiles.planes();
        long outBytes = (long) stride * Float.BYTES;
        if (turns > 0) {
            Calls.product(code.together, strip, planes, sums, turns, outBytes);
        }
        if (done < count) {
            MemorySegment rest = planes.asSlice((long) done * tiles.planeBytes());
            MemorySegment to = sums.asSlice((long) done * tiles.lanes() * Float.BYTES);
            Calls.product(code.single, strip, rest, to, count - done, outBytes);
        }
    }
}
