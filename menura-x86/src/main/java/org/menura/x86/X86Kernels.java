package org.menura.x86;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.cpu.library.CacheAttention;
import org.menura.tensor.cpu.library.DeltaSteps;
import org.menura.tensor.cpu.library.FloatKernels;
import org.menura.tensor.cpu.library.FloatTile;
import org.menura.tensor.cpu.library.GradientKernels;
import org.menura.tensor.cpu.library.KernelLibrary;
import org.menura.tensor.cpu.library.RecurrentStep;
import org.menura.tensor.cpu.library.SoftmaxKernels;
import org.menura.tensor.cpu.library.WeightReader;
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
import org.menura.x86.kernel.TileLayout;

/** Kernels of x86-64, written for each type and length of weights when it is first asked for, and kept. */
final class X86Kernels implements KernelLibrary {
    /** Weights to an output, up to which displacements in the code fit 31 bits. */
    private static final int MOST_IN = 1 << 20;

    private final CodeMemory memory;
    private final Isa isa;
    private final Processor processor;
    private final TileScratch scratch = new TileScratch();
    private final TurnedSums turned;
    private final X86Floats floats;
    private final X86Gradients gradients;
    private final X86Softmax softmax;
    private final HalfProducts halves;

    private final Kept<Shape, Product> products = new Kept<>(this::makeProduct);
    private final Kept<Shape, Product> halfProducts = new Kept<>(this::makeHalf);
    private final Kept<Shape, TiledProduct> tiled = new Kept<>(this::makeTiled);
    private final Kept<Shape, WeightReader> readers = new Kept<>(this::makeReader);
    private final Kept<FloatTile.Shape, FloatTile> floatTiles = new Kept<>(this::makeTile);
    private final Kept<CacheAttention.Shape, CacheAttention> attentions = new Kept<>(this::makeAttention);
    private final Kept<RecurrentStep.Shape, RecurrentStep> recurrences = new Kept<>(this::makeRecurrent);
    private final Kept<Integer, DeltaSteps> deltas = new Kept<>(this::makeDelta);

    X86Kernels(CodeMemory memory, Isa isa, Processor processor) {
        this.memory = memory;
        this.isa = isa;
        this.processor = processor;
        this.floats = new X86Floats(memory, isa);
        this.gradients = new X86Gradients(memory, isa);
        this.softmax = new X86Softmax(memory, isa);
        this.turned = new TurnedSums(memory, isa);
        this.halves = new HalfProducts(memory, scratch);
    }

    private record Shape(DType type, int in) {}

    @Override
    public FloatKernels floats() {
        return floats;
    }

    @Override
    public GradientKernels gradients() {
        return gradients;
    }

    @Override
    public SoftmaxKernels softmax() {
        return softmax;
    }

    @Override
    public @Nullable FloatTile tile(FloatTile.Shape shape) {
        return floatTiles.get(shape);
    }

    @Override
    public @Nullable CacheAttention attention(CacheAttention.Shape shape) {
        return attentions.get(shape);
    }

    @Override
    public @Nullable RecurrentStep recurrent(RecurrentStep.Shape shape) {
        return recurrences.get(shape);
    }

    @Override
    public @Nullable DeltaSteps delta(int headDim) {
        return deltas.get(headDim);
    }

    @Override
    public @Nullable Product product(DType type, int in) {
        return products.get(new Shape(type, in));
    }

    @Override
    public @Nullable Product half(DType type, int in) {
        return halfProducts.get(new Shape(type, in));
    }

    @Override
    public @Nullable TiledProduct tiled(DType type, int in) {
        return tiled.get(new Shape(type, in));
    }

    @Override
    public @Nullable WeightReader reader(DType type, int count) {
        return readers.get(new Shape(type, count));
    }

    @Override
    public String name() {
        return "x86 kernels (%s)".formatted(amx() ? isa.label() + ", AMX" : isa.label());
    }

    @Override
    public boolean slowBf16() {
        return processor.slowBf16();
    }

    /** Whether products of bytes are computed by tiles. */
    private boolean amx() {
        return isa == Isa.AVX512 && processor.amxInt8();
    }

    private @Nullable FloatTile makeTile(FloatTile.Shape shape) {
        MemorySegment code = TileCode.has(shape, isa) ? load(TileCode.write(shape, isa)) : null;
        return code == null ? null : new X86Tile(shape, code);
    }

    private @Nullable CacheAttention makeAttention(CacheAttention.Shape shape) {
        MemorySegment code = AttendBlock.has(shape) ? load(AttendBlock.write(shape, isa)) : null;
        return code == null ? null : new X86Attention(shape, code);
    }

    private @Nullable RecurrentStep makeRecurrent(RecurrentStep.Shape shape) {
        MemorySegment code = RecurrentCode.has(shape) ? load(RecurrentCode.write(shape, isa)) : null;
        return code == null ? null : new X86Recurrent(shape, code);
    }

    private @Nullable DeltaSteps makeDelta(int d) {
        MemorySegment advance = DeltaCode.has(d) ? load(DeltaCode.advance(d, isa)) : null;
        MemorySegment back = advance == null ? null : load(DeltaCode.back(d, isa));
        return advance == null || back == null ? null : new X86Delta(d, advance, back);
    }

    private @Nullable MemorySegment load(byte[] code) {
        return memory.load(code, Arena.ofAuto());
    }

    private @Nullable Product makeProduct(Shape shape) {
        BlockFamily family = family(shape);
        return family == null ? null : FamilyProduct.of(memory, family, isa, processor.asksSecondCache(), shape.in());
    }

    private @Nullable Product makeHalf(Shape shape) {
        return !processor.fastBf16() || shape.in() > MOST_IN ? null : halves.rows(shape.type(), shape.in());
    }

    private @Nullable WeightReader makeReader(Shape shape) {
        BlockFamily family = family(shape);
        return family == null ? null : X86Reader.of(memory, family, isa, shape.in(), scratch);
    }

    private @Nullable TiledProduct makeTiled(Shape shape) {
        PlaneTiles.Arithmetic arithmetic = arithmetic(shape);
        return arithmetic == null
                ? null
                : new PlaneTiles(arithmetic, shape.in(), shape.type().bytes(shape.in()), scratch, turned);
    }

    private PlaneTiles.@Nullable Arithmetic arithmetic(Shape shape) {
        BlockFamily family = family(shape);
        PlaneTiles.Arithmetic half = halfTiles(shape);
        if (half != null) {
            return half;
        }
        FloatTiles floats = family == null ? null : halves.floatTiles(shape.type(), shape.in(), isa);
        if (floats != null) {
            return floats;
        }
        if (family == null || !TileLayout.suits(family)) {
            return null;
        }
        FamilyAmxTiles tiles = amx() ? FamilyAmxTiles.of(memory, family, shape.in()) : null;
        return tiles != null ? tiles : FamilyTiles.of(memory, family, isa, shape.in());
    }

    /** The arithmetic of bfloat16; null where the processor is not fast at it. */
    private PlaneTiles.@Nullable Arithmetic halfTiles(Shape shape) {
        if (shape.in() > MOST_IN) {
            return null;
        }
        if (processor.bf16() && processor.amxBf16()) {
            return halves.amx(shape.type(), shape.in());
        }
        return processor.fastBf16() ? halves.tiles(shape.type(), shape.in()) : null;
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
