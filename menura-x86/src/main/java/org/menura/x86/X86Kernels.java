package org.menura.x86;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.cpu.library.CacheAttention;
import org.menura.tensor.cpu.library.DeltaSteps;
import org.menura.tensor.cpu.library.FloatKernels;
import org.menura.tensor.cpu.library.FloatTile;
import org.menura.tensor.cpu.library.KernelLibrary;
import org.menura.tensor.cpu.library.RecurrentStep;
import org.menura.tensor.dtype.DType;
import org.menura.x86.code.CodeMemory;
import org.menura.x86.code.Processor;
import org.menura.x86.kernel.AttendBlock;
import org.menura.x86.kernel.BlockFamily;
import org.menura.x86.kernel.DeltaCode;
import org.menura.x86.kernel.Families;
import org.menura.x86.kernel.Isa;
import org.menura.x86.kernel.RecurrentCode;
import org.menura.x86.kernel.TileCode;

/** Kernels of x86-64, written for each type and length of weights when it is first asked for, and kept. */
final class X86Kernels implements KernelLibrary {
    /** Weights to an output, up to which displacements in the code fit 31 bits. */
    private static final int MOST_IN = 1 << 20;

    private final CodeMemory memory;
    private final Isa isa;
    private final ConcurrentHashMap<Shape, Optional<Product>> products = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Shape, Optional<Product>> halfProducts = new ConcurrentHashMap<>();

    private final ConcurrentHashMap<CacheAttention.Shape, Optional<CacheAttention>> attentions =
            new ConcurrentHashMap<>();
    private final ConcurrentHashMap<RecurrentStep.Shape, Optional<RecurrentStep>> recurrences =
            new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Integer, Optional<DeltaSteps>> deltas = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<FloatTile.Shape, Optional<FloatTile>> floatTiles = new ConcurrentHashMap<>();
    private final X86Floats floats;

    private final ConcurrentHashMap<Shape, Optional<TiledProduct>> tiled = new ConcurrentHashMap<>();
    private final TileScratch scratch = new TileScratch();
    private final TurnedSums turned;
    private final boolean slowBf16;
    private final boolean fastBf16;
    private final HalfProducts halves;

    X86Kernels(CodeMemory memory, Isa isa, Processor processor) {
        this.memory = memory;
        this.isa = isa;
        this.slowBf16 = processor.slowBf16();
        this.floats = new X86Floats(memory, isa);
        this.turned = new TurnedSums(memory, isa);
        this.fastBf16 = processor.fastBf16();
        this.halves = new HalfProducts(memory, scratch);
    }

    private record Shape(DType type, int in) {}

    @Override
    public FloatKernels floats() {
        return floats;
    }

    @Override
    public @Nullable FloatTile tile(FloatTile.Shape shape) {
        return floatTiles
                .computeIfAbsent(shape, s -> {
                    MemorySegment code =
                            TileCode.has(s, isa) ? memory.load(TileCode.write(s, isa), Arena.ofAuto()) : null;
                    return Optional.ofNullable(code).map(c -> new X86Tile(s, c));
                })
                .orElse(null);
    }

    @Override
    public @Nullable CacheAttention attention(CacheAttention.Shape shape) {
        return attentions
                .computeIfAbsent(shape, s -> {
                    MemorySegment code =
                            AttendBlock.has(s) ? memory.load(AttendBlock.write(s, isa), Arena.ofAuto()) : null;
                    return Optional.ofNullable(code).map(c -> new X86Attention(s, c));
                })
                .orElse(null);
    }

    @Override
    public @Nullable RecurrentStep recurrent(RecurrentStep.Shape shape) {
        return recurrences
                .computeIfAbsent(shape, s -> {
                    MemorySegment code =
                            RecurrentCode.has(s) ? memory.load(RecurrentCode.write(s, isa), Arena.ofAuto()) : null;
                    return Optional.ofNullable(code).map(c -> new X86Recurrent(s, c));
                })
                .orElse(null);
    }

    @Override
    public @Nullable DeltaSteps delta(int headDim) {
        return deltas.computeIfAbsent(headDim, this::makeDelta).orElse(null);
    }

    private Optional<DeltaSteps> makeDelta(int d) {
        if (!DeltaCode.has(d)) {
            return Optional.empty();
        }
        MemorySegment advance = memory.load(DeltaCode.advance(d, isa), Arena.ofAuto());
        MemorySegment back = memory.load(DeltaCode.back(d, isa), Arena.ofAuto());
        return advance == null || back == null ? Optional.empty() : Optional.of(new X86Delta(d, advance, back));
    }

    @Override
    public String name() {
        return "x86 kernels (" + isa.label() + ")";
    }

    @Override
    public boolean slowBf16() {
        return slowBf16;
    }

    @Override
    public @Nullable Product product(DType type, int in) {
        return products.computeIfAbsent(new Shape(type, in), this::make).orElse(null);
    }

    @Override
    public @Nullable Product half(DType type, int in) {
        return !fastBf16 || in > MOST_IN
                ? null
                : halfProducts
                        .computeIfAbsent(new Shape(type, in), s -> Optional.ofNullable(halves.rows(type, in)))
                        .orElse(null);
    }

    @Override
    public @Nullable TiledProduct tiled(DType type, int in) {
        return tiled.computeIfAbsent(new Shape(type, in), this::makeTiled).orElse(null);
    }

    private Optional<Product> make(Shape shape) {
        BlockFamily family = family(shape);
        return family == null
                ? Optional.empty()
                : Optional.ofNullable(FamilyProduct.of(memory, family, isa, shape.in()));
    }

    private Optional<TiledProduct> makeTiled(Shape shape) {
        PlaneTiles.@Nullable Arithmetic arithmetic = arithmetic(shape);
        return arithmetic == null
                ? Optional.empty()
                : Optional.of(
                        new PlaneTiles(arithmetic, shape.in(), shape.type().bytes(shape.in()), scratch, turned));
    }

    private PlaneTiles.@Nullable Arithmetic arithmetic(Shape shape) {
        HalfTiles half = fastBf16 ? halves.tiles(shape.type(), shape.in()) : null;
        if (half != null) {
            return half;
        }
        BlockFamily family = family(shape);
        FloatTiles floats = family == null || isa == Isa.AVX512 ? null : halves.floatTiles(shape.type(), shape.in());
        if (floats != null) {
            return floats;
        }
        return family == null ? null : FamilyTiles.of(memory, family, isa, shape.in());
    }

    private static @Nullable BlockFamily family(Shape shape) {
        BlockFamily family = Families.all().get(shape.type());
        boolean fits = family != null
                && shape.in() >= family.block()
                && shape.in() <= MOST_IN
                && shape.in() % Math.max(family.block(), shape.type().blockSize()) == 0;
        return fits ? family : null;
    }
}
