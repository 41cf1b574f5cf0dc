package org.menura.x86;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.menura.x86.code.CodeMemory;
import org.menura.x86.kernel.AmxTiles;
import org.menura.x86.kernel.BlockFamily;
import org.menura.x86.kernel.Rounded;

/**
 * Multiplies planes of rounded activations by weights of one family and length, as {@link FamilyTiles} does, by the tiles of AMX. Some
 * blocks of all planes meet the strips before the next ones, so that both stay in the nearest cache.
 */
final class FamilyAmxTiles implements PlaneTiles.Arithmetic {
    /** Bytes of prepared activations that meet the strips of weights before the next ones: of what the second-level cache holds. */
    private static final long BYTES_AT_A_TIME = 640 << 10;

    private final AmxTiles tiles;
    private final Code code;
    private final int blocks;
    private final int roundedBytes;
    private final long rowBytes;

    /** What a product is of. */
    private record Part(int strips, int blocks) {}

    private record Code(MemorySegment quantize, MemorySegment lay, MemorySegment unpack, WrittenCode<Part> products) {}

    private FamilyAmxTiles(BlockFamily family, AmxTiles tiles, Code code, int in) {
        this.tiles = tiles;
        this.code = code;
        this.blocks = in / family.block();
        this.roundedBytes = new Rounded(blocks).stride();
        this.rowBytes = family.type().bytes(in);
    }

    /** Writes the product; null if the system refuses memory for it. */
    static @Nullable FamilyAmxTiles of(CodeMemory memory, BlockFamily family, int in) {
        int blocks = in / family.block();
        AmxTiles tiles = new AmxTiles(family, blocks);
        MemorySegment quantize = memory.load(tiles.quantize(), Arena.ofAuto());
        MemorySegment lay = memory.load(tiles.lay(), Arena.ofAuto());
        MemorySegment unpack = memory.load(tiles.unpack(), Arena.ofAuto());
        WrittenCode<Part> products = new WrittenCode<>(memory, p -> tiles.product(p.strips(), p.blocks()));
        if (quantize == null || lay == null || unpack == null) {
            return null;
        }
        for (int strips = 1; strips <= AmxTiles.MOST_STRIPS; strips++) {
            for (int first = 0; first < blocks; first += AmxTiles.MOST_BLOCKS) {
                if (products.find(new Part(strips, together(blocks, first))) == null) {
                    return null;
                }
            }
        }
        return new FamilyAmxTiles(family, tiles, new Code(quantize, lay, unpack, products), in);
    }

    /** The blocks that are multiplied together, from one on. */
    private static int together(int blocks, int first) {
        return Math.min(AmxTiles.MOST_BLOCKS, blocks - first);
    }

    @Override
    public boolean rounded() {
        return true;
    }

    @Override
    public int mostRows() {
        return (int) Math.max(2, BYTES_AT_A_TIME / tiles.planeBytes()) * AmxTiles.LANES;
    }

    @Override
    public int lanes() {
        return AmxTiles.LANES;
    }

    @Override
    public long planeBytes() {
        return tiles.planeBytes();
    }

    @Override
    public int strip() {
        return AmxTiles.OUTPUTS;
    }

    @Override
    public int together() {
        return AmxTiles.MOST_STRIPS * AmxTiles.OUTPUTS;
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
        MemorySegment strips = piece.bytes(tiles.stripsBytes());
        int number = Math.ceilDiv(outputs, AmxTiles.OUTPUTS);
        for (int s = 0; s < number; s++) {
            int o = s * AmxTiles.OUTPUTS;
            int live = Math.min(AmxTiles.OUTPUTS, outputs - o);
            // What a last strip lacks is what was there before, and computed for nobody.
            MemorySegment to = strips.asSlice((long) s * tiles.stripBytes());
            Calls.convert(code.unpack, weights.asSlice(o * rowBytes, live * rowBytes), to, live);
        }
        int stride = PlaneTiles.stride(count, AmxTiles.LANES);
        int size = number * AmxTiles.OUTPUTS * stride;
        Arrays.fill(sums, 0, size, 0);
        MemorySegment out = Calls.range(sums, 0, size);
        for (int first = 0; first < blocks; first += AmxTiles.MOST_BLOCKS) {
            long[] counts = tiles.counts(count, (long) stride * Float.BYTES, first);
            MemorySegment product = code.products.get(new Part(number, together(blocks, first)));
            Calls.five(product, strips, planes, out, MemorySegment.ofArray(counts), MemorySegment.NULL, 0);
        }
    }
}
