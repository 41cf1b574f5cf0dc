package org.menura.x86;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.menura.x86.code.CodeMemory;
import org.menura.x86.kernel.BlockFamily;
import org.menura.x86.kernel.Isa;
import org.menura.x86.kernel.TileLayout;
import org.menura.x86.kernel.Tiles;

/** Multiplies planes of rounded activations by weights of one family and length, which are unpacked strip by strip. */
final class FamilyTiles implements PlaneTiles.Arithmetic {
    /** Strips whose sums are stored together. */
    private static final int STRIPS = 8;

    /** Bytes of prepared activations that meet a strip of weights before the next ones: of what the second-level cache holds. */
    private static final long BYTES_AT_A_TIME = 640 << 10;

    private final Tiles tiles;
    private final Planes planes;
    private final Code code;
    private final long rowBytes;

    /**
     * The pieces of code.
     *
     * @param together the product with as many planes as are computed together
     * @param single the product with one
     */
    private record Code(MemorySegment unpack, MemorySegment together, MemorySegment single) {}

    private FamilyTiles(Tiles tiles, Planes planes, Code code) {
        this.tiles = tiles;
        this.planes = planes;
        this.code = code;
        this.rowBytes = tiles.layout().rowBytes();
    }

    /** Writes the product; null if there is none, or the system refuses memory for it. */
    static @Nullable FamilyTiles of(CodeMemory memory, BlockFamily family, Isa isa, int in) {
        if (!TileLayout.suits(family)) {
            return null;
        }
        Tiles tiles = new Tiles(family, isa, in / family.block());
        Planes planes = Planes.of(memory, tiles.layout());
        MemorySegment unpack = memory.load(tiles.layout().unpack(), Arena.ofAuto());
        MemorySegment together = memory.load(tiles.product(tiles.planes()), Arena.ofAuto());
        MemorySegment single = memory.load(tiles.product(1), Arena.ofAuto());
        return planes == null || unpack == null || together == null || single == null
                ? null
                : new FamilyTiles(tiles, planes, new Code(unpack, together, single));
    }

    @Override
    public Planes planes() {
        return planes;
    }

    @Override
    public int mostRows() {
        return (int) Math.max(2, BYTES_AT_A_TIME / planes.bytes() / 2 * 2) * planes.lanes();
    }

    @Override
    public int strip() {
        return tiles.layout().outputs();
    }

    @Override
    public int together() {
        return STRIPS * strip();
    }

    @Override
    public void sums(
            MemorySegment weights, int outputs, MemorySegment prepared, int count, Sums sums, TileScratch.Piece piece) {
        MemorySegment strip = piece.bytes(tiles.layout().stripBytes());
        for (int o = 0; o < outputs; o += strip()) {
            int live = Math.min(strip(), outputs - o);
            // What a last strip lacks is that of the one before, and computed for nobody.
            Calls.convert(code.unpack, weights.asSlice(o * rowBytes, live * rowBytes), strip, live);
            multiply(strip, prepared, count, sums.of(o, strip()), sums.strideBytes());
        }
    }

    /** The outputs of a strip: sums [outputs, rows]. */
    private void multiply(MemorySegment strip, MemorySegment prepared, int count, MemorySegment sums, long outBytes) {
        int turns = count / tiles.planes();
        int done = turns * tiles.planes();
        if (turns > 0) {
            Calls.product(code.together, strip, prepared, sums, turns, outBytes);
        }
        if (done < count) {
            MemorySegment rest = prepared.asSlice(done * planes.bytes());
            MemorySegment to = sums.asSlice((long) done * planes.lanes() * Float.BYTES);
            Calls.product(code.single, strip, rest, to, count - done, outBytes);
        }
    }
}
