package org.menura.tensor.cpu;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.Tensor;

/** {@link Kernels} on the Vector API. */
final class VectorKernels implements Kernels {
    private static final boolean X86 = switch (System.getProperty("os.arch")) {
        case "amd64", "x86_64", "x86" -> true;
        default -> false;
    };

    /** Whether there are 32 vector registers rather than 16. */
    static final boolean MANY_REGISTERS = !X86 || Lanes.L == 16;

    private final Primitives primitives = new VectorPrimitives();
    private final Tile tile = X86 && Lanes.L == 8 ? new NarrowTile() : new WideTile();

    /** Whether the processor has fused multiply-adds: without them, their exact emulation takes microseconds each. */
    static boolean suitProcessor() {
        // On x86 they came with vectors of eight floats.
        return Lanes.L >= (X86 ? 8 : 4);
    }

    @Override
    public Primitives primitives() {
        return primitives;
    }

    @Override
    public QueryBlock queryBlock(boolean many) {
        return many ? new LaneBlock() : new RowBlock(new VectorRows());
    }

    @Override
    public Tile tile() {
        return tile;
    }

    @Override
    public @Nullable StoredProduct product(Tensor x, Tensor w, float[] out) {
        return switch (w.dtype()) {
            case F32 -> new FloatProduct(x, w, out);
            case F16 -> new HalfProduct(x, w, out);
            case BF16 -> new BrainProduct(x, w, out);
            case Q8_0 -> new EightBitProduct(x, w, out);
            case Q4_0 -> new FourBitProduct(x, w, out);
            case Q4_K -> new FourBitKProduct(x, w, out);
            case Q5_K -> new FiveBitKProduct(x, w, out);
            case Q6_K -> new SixBitKProduct(x, w, out);
            default -> null;
        };
    }

    @Override
    public @Nullable RoundedWeights rounded(Tensor w, Workers workers) {
        return switch (w.dtype()) {
            case Q4_0 -> w.prepared(FourBitWeights.class, t -> new FourBitWeights(t, workers));
            case Q4_K -> w.prepared(FourBitKWeights.class, t -> new FourBitKWeights(t, workers));
            case Q6_K -> w.prepared(SixBitKWeights.class, t -> new SixBitKWeights(t, workers));
            default -> null;
        };
    }

    @Override
    public Panels panels(Tensor w) {
        return switch (w.dtype()) {
            case F16 -> new HalfPanels(w);
            case BF16 -> new BrainPanels(w);
            case Q8_0 -> new EightBitPanels(w);
            case Q4_0 -> new FourBitPanels.Scaled(w);
            case Q4_1 -> new FourBitPanels.Shifted(w);
            case IQ4_NL -> new FourBitPanels.NonLinear(w);
            case Q5_0 -> new FiveBitPanels.Scaled(w);
            case Q5_1 -> new FiveBitPanels.Shifted(w);
            case Q4_K -> new FourBitKPanels(w);
            case Q5_K -> new FiveBitKPanels(w);
            case Q6_K -> new SixBitKPanels(w);
            default -> new CodecPanels(w);
        };
    }
}
