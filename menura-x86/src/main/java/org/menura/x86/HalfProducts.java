package org.menura.x86;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.dtype.DType;
import org.menura.x86.code.CodeMemory;
import org.menura.x86.kernel.AmxHalfProduct;
import org.menura.x86.kernel.FloatStrip;
import org.menura.x86.kernel.HalfCode;
import org.menura.x86.kernel.HalfDots;
import org.menura.x86.kernel.HalfProduct;
import org.menura.x86.kernel.Isa;

/** Makes products with weights of 16 bits; null if there is none, or the system refuses memory for its code. */
final class HalfProducts {
    private final CodeMemory memory;
    private final TileScratch scratch;
    private final WrittenCode<Shared> shared;
    private final WrittenCode<Integer> many;
    private final WrittenCode<Tiled> tiles;
    private final WrittenCode<FloatStrip> floats;

    /** What a product by the tiles of AMX is of, whatever the type. */
    private record Tiled(int in, int planes) {}

    /** Code for all types and lengths. */
    private enum Shared {
        ROUND(HalfCode::round),
        LAY(HalfCode::lay);

        private final Supplier<byte[]> write;

        Shared(Supplier<byte[]> write) {
            this.write = write;
        }
    }

    HalfProducts(CodeMemory memory, TileScratch scratch) {
        this.memory = memory;
        this.scratch = scratch;
        this.shared = new WrittenCode<>(memory, s -> s.write.get());
        this.many = new WrittenCode<>(memory, planes -> HalfProduct.many(planes, HalfTiles.PIECE));
        this.tiles = new WrittenCode<>(memory, t -> AmxHalfProduct.product(t.in(), t.planes()));
        this.floats = new WrittenCode<>(memory, FloatStrip::product);
    }

    /** Returns products of few rows in bfloat16. */
    @Nullable
    HalfRows rows(DType type, int in) {
        MemorySegment round = has(type, in) ? shared.find(Shared.ROUND) : null;
        WrittenCode<Integer> codes = new WrittenCode<>(memory, rows -> HalfDots.write(type, in, rows));
        return round == null ? null : new HalfRows(codes, scratch, in, round);
    }

    /** Returns products of many rows in bfloat16. */
    @Nullable
    HalfTiles tiles(DType type, int in) {
        if (!has(type, in)) {
            return null;
        }
        Planes planes = planes(in);
        MemorySegment first = memory.load(HalfProduct.first(type, in, HalfTiles.PIECE), Arena.ofAuto());
        WrittenCode<Integer> few = new WrittenCode<>(memory, n -> HalfProduct.few(type, in, n));
        boolean all = IntStream.rangeClosed(1, HalfProduct.MOST_PLANES).allMatch(n -> many.find(n) != null);
        return planes == null || first == null || !all
                ? null
                : new HalfTiles(planes, new HalfTiles.Code(first, few, many), in);
    }

    /** Returns products of many rows in bfloat16 by the tiles of AMX. */
    @Nullable
    AmxHalfTiles amx(DType type, int in) {
        if (!has(type, in)) {
            return null;
        }
        Planes planes = planes(in);
        MemorySegment strip = memory.load(AmxHalfProduct.strip(type, in), Arena.ofAuto());
        MemorySegment pair = tiles.find(new Tiled(in, AmxHalfProduct.MOST_PLANES));
        MemorySegment single = tiles.find(new Tiled(in, 1));
        MemorySegment few = memory.load(AmxHalfProduct.few(type, in), Arena.ofAuto());
        return planes == null || strip == null || pair == null || single == null || few == null
                ? null
                : new AmxHalfTiles(planes, new AmxHalfTiles.Code(strip, pair, single, few), in);
    }

    /** Returns products of many rows in float32. */
    @Nullable
    FloatTiles floatTiles(DType type, int in, Isa isa) {
        if (!FloatStrip.has(type, in)) {
            return null;
        }
        MemorySegment lay = shared.find(Shared.LAY);
        FloatStrip strip = FloatStrip.of(isa);
        MemorySegment decode = memory.load(strip.decode(type, in), Arena.ofAuto());
        MemorySegment product = floats.find(strip);
        return lay == null || decode == null || product == null
                ? null
                : new FloatTiles(lay, decode, product, strip, type, in);
    }

    /** Planes of bfloat16; null if the system refuses memory for their code. */
    private @Nullable Planes planes(int in) {
        MemorySegment round = shared.find(Shared.ROUND);
        MemorySegment lay = shared.find(Shared.LAY);
        long rowBytes = (long) in * Short.BYTES;
        return round == null || lay == null
                ? null
                : new Planes(
                        HalfCode.LANES,
                        rowBytes * HalfCode.LANES,
                        new Planes.Rounding(round, rowBytes, false),
                        lay,
                        in / HalfCode.BLOCK);
    }

    private static boolean has(DType type, int in) {
        return FloatStrip.has(type, in) && in % HalfCode.BLOCK == 0;
    }
}
