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
    public @Nullable Gemv product(Tensor x, Tensor w, float[] out) {
        return switch (w.dtype()) {
            case F32 -> new FloatProduct(x, w, out);
            case F16 -> new HalfProduct(x, w, out);
            case BF16 -> new Bf16Product(x, w, out);
            case Q8_0 -> new Q8Product(x, w, out);
            case Q4_0 -> new Q4Product(x, w, out);
            case Q5_0 ->
                x.shape().rows() <= Q5Product.MOST_ROWS ? new Q5Product(x, w, out) : new Dots.Product(x, w, out);
            case Q4_K -> new Q4KProduct(x, w, out);
            case Q5_K -> new Q5KProduct(x, w, out);
            case Q6_K -> new Q6KProduct(x, w, out);
            default -> null;
        };
    }

    @Override
    public @Nullable Int8Weights rounded(Tensor w, Workers workers) {
        return switch (w.dtype()) {
            case Q4_0 -> w.prepared(Q4Weights.class, t -> new Q4Weights(t, workers));
            case Q4_K -> w.prepared(Q4KWeights.class, t -> new Q4KWeights(t, workers));
            case Q6_K -> w.prepared(Q6KWeights.class, t -> new Q6KWeights(t, workers));
            default -> null;
        };
    }

    @Override
    public Dequantizer panels(Tensor w) {
        return switch (w.dtype()) {
            case F16 -> new HalfPanels(w);
            case BF16 -> new Bf16Panels(w);
            case Q8_0 -> new Q8Panels(w);
            case Q4_0 -> new Q4Panels.Scaled(w);
            case Q4_1 -> new Q4Panels.Shifted(w);
            case IQ4_NL -> new Q4Panels.NonLinear(w);
            case Q5_0 -> new Q5Panels.Scaled(w);
            case Q5_1 -> new Q5Panels.Shifted(w);
            case Q4_K -> new Q4KPanels(w);
            case Q5_K -> new Q5KPanels(w);
            case Q6_K -> new Q6KPanels(w);
            default -> new CodecPanels(w);
        };
    }
}
