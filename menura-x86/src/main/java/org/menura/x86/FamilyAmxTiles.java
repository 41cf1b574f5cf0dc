package org.menura.x86;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.menura.x86.code.CodeMemory;
import org.menura.x86.kernel.AmxTiles;
import org.menura.x86.kernel.BlockFamily;

/**
 * Multiplies planes of rounded activations by weights of one family and length, as {@link FamilyTiles} does, by the tiles of AMX. Some
 * blocks of all planes meet the strips before the next ones, so that both stay in the nearest cache.
 */
final class FamilyAmxTiles implements PlaneTiles.Arithmetic {
    /** Bytes of prepared activations that meet the strips of weights before the next ones: of what the second-level cache holds. */
    private static final long BYTES_AT_A_TIME = 640 << 10;

    private final AmxTiles tiles;
    private final Planes planes;
    private final MemorySegment unpack;
    private final WrittenCode<Part> products;

    /** What a product is of. */
    private record Part(int strips, int blocks) {}

    private FamilyAmxTiles(AmxTiles tiles, Planes planes, MemorySegment unpack, WrittenCode<Part> products) {
        this.tiles = tiles;
        this.planes = planes;
        this.unpack = unpack;
        this.products = products;
    }

    /** Writes the product; null if the system refuses memory for it. */
    static @Nullable FamilyAmxTiles of(CodeMemory memory, BlockFamily family, int in) {
        AmxTiles tiles = new AmxTiles(family, in / family.block());
        Planes planes = Planes.of(memory, tiles.layout());
        MemorySegment unpack = memory.load(tiles.layout().unpack(), Arena.ofAuto());
        WrittenCode<Part> products = new WrittenCode<>(memory, p -> tiles.product(p.strips(), p.blocks()));
        boolean all = true;
        for (int first = 0; first < tiles.layout().blocks(); first += AmxTiles.MOST_BLOCKS) {
            all &= products.find(new Part(
                            AmxTiles.MOST_STRIPS, together(tiles.layout().blocks(), first)))
                    != null;
        }
        return planes == null || unpack == null || !all ? null : new FamilyAmxTiles(tiles, planes, unpack, products);
    }

    /** The blocks that are multiplied together, from one on. */
    private static int together(int blocks, int first) {
        return Math.min(AmxTiles.MOST_BLOCKS, blocks - first);
    }

    @Override
    public Planes planes() {
        return planes;
    }

    @Override
    public int mostRows() {
        return (int) Math.max(2, BYTES_AT_A_TIME / planes.bytes()) * planes.lanes();
    }

    @Override
    public int strip() {
        return tiles.layout().outputs();
    }

    @Override
    public int together() {
        return AmxTiles.MOST_STRIPS * strip();
    }

    @Override
    public void sums(
            MemorySegment weights, int outputs, MemorySegment prepared, int count, Sums sums, TileScratch.Piece piece) {
        MemorySegment strips = piece.bytes(tiles.stripsBytes());
        long rowBytes = tiles.layout().rowBytes();
        int number = Math.ceilDiv(outputs, strip());
        for (int s = 0; s < number; s++) {
            int o = s * strip();
            int live = Math.min(strip(), outputs - o);
            // What a last strip lacks is what was there before, and computed for nobody.
            MemorySegment to = strips.asSlice((long) s * tiles.layout().stripBytes());
            Calls.convert(unpack, weights.asSlice(o * rowBytes, live * rowBytes), to, live);
        }
        sums.clear(number * strip());
        MemorySegment out = sums.of(0, number * strip());
        for (int first = 0; first < tiles.layout().blocks(); first += AmxTiles.MOST_BLOCKS) {
            MemorySegment counts = MemorySegment.ofArray(tiles.counts(count, sums.strideBytes(), first));
            MemorySegment product =
                    products.get(new Part(number, together(tiles.layout().blocks(), first)));
            Calls.five(product, strips, prepared, out, counts, MemorySegment.NULL, 0);
        }
    }
}
