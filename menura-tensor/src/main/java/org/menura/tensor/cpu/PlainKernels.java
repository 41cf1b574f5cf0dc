package org.menura.tensor.cpu;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.Tensor;

/** {@link Kernels} in plain Java: the reference, and what runs without the Vector API. */
final class PlainKernels implements Kernels {
    private final Primitives primitives = new PlainPrimitives();
    private final Tile tile = new PlainTile();

    @Override
    public Primitives primitives() {
        return primitives;
    }

    @Override
    public QueryBlock queryBlock(boolean many) {
        return new RowBlock(new PlainRows());
    }

    @Override
    public Tile tile() {
        return tile;
    }

    @Override
    public @Nullable Gemv product(Tensor x, Tensor w, float[] out) {
        return null;
    }

    @Override
    public @Nullable Int8Weights rounded(Tensor w, Workers workers) {
        return switch (w.dtype()) {
            case Q4_0 -> new PlainQ4Weights(w);
            case Q4_K -> new PlainQ4KWeights(w);
            case Q6_K -> new PlainQ6KWeights(w);
            default -> null;
        };
    }

    @Override
    public Dequantizer panels(Tensor w) {
        return new CodecPanels(w);
    }
}
