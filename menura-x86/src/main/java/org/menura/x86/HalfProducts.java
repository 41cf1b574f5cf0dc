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

/** Makes products with weights of 16 bits; null if there is none, or the system refuses memory for its code. */
final class HalfProducts {
    private final CodeMemory memory;
    private final TileScratch scratch;
    private final WrittenCode<Shared> shared;
    private final WrittenCode<Integer> many;

    /** Code for all types and lengths. */
    private enum Shared {
        ROUND(HalfCode::round),
        LAY(HalfCode::lay),
        FLOAT_PRODUCT(FloatStrip::product);

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
        MemorySegment round = shared.find(Shared.ROUND);
        MemorySegment lay = shared.find(Shared.LAY);
        MemorySegment first = memory.load(HalfProduct.first(type, in, HalfTiles.PIECE), Arena.ofAuto());
        WrittenCode<Integer> few = new WrittenCode<>(memory, planes -> HalfProduct.few(type, in, planes));
        boolean all = IntStream.rangeClosed(1, HalfProduct.MOST_PLANES).allMatch(planes -> many.find(planes) != null);
        return round == null || lay == null || first == null || !all
                ? null
                : new HalfTiles(new HalfTiles.Code(round, lay, first, few, many), in);
    }

    /** Returns products of many rows in bfloat16 by the tiles of AMX. */
    @Nullable
    AmxHalfTiles amx(DType type, int in) {
        if (!has(type, in)) {
            return null;
        }
        MemorySegment round = shared.find(Shared.ROUND);
        MemorySegment lay = shared.find(Shared.LAY);
        MemorySegment strip = memory.load(AmxHalfProduct.strip(type, in), Arena.ofAuto());
        MemorySegment pair = memory.load(AmxHalfProduct.product(in, AmxHalfProduct.MOST_PLANES), Arena.ofAuto());
        MemorySegment single = memory.load(AmxHalfProduct.product(in, 1), Arena.ofAuto());
        MemorySegment few = memory.load(AmxHalfProduct.few(type, in), Arena.ofAuto());
        return round == null || lay == null || strip == null || pair == null || single == null || few == null
                ? null
                : new AmxHalfTiles(new AmxHalfTiles.Code(round, lay, strip, pair, single, few), in);
    }

    /** Returns products of many rows in float32, with vectors of 256 bits. */
    @Nullable
    FloatTiles floatTiles(DType type, int in) {
        if (!FloatStrip.has(type, in)) {
            return null;
        }
        MemorySegment lay = shared.find(Shared.LAY);
        MemorySegment decode = memory.load(FloatStrip.decode(type, in), Arena.ofAuto());
        MemorySegment product = shared.find(Shared.FLOAT_PRODUCT);
        return lay == null || decode == null || product == null
                ? null
                : new FloatTiles(new FloatTiles.Code(lay, decode, product), type, in);
    }

    private static boolean has(DType type, int in) {
        return FloatStrip.has(type, in) && in % HalfCode.BLOCK == 0;
    }
}
