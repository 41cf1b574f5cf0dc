package org.menura.tensor.grad;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.Backend;
import org.menura.tensor.Gradients;
import org.menura.tensor.Grid;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;
import org.menura.tensor.Window;

/** The part of the backend that records what works on pictures. */
abstract sealed class GradImages extends GradMixers permits GradBackend {
    GradImages(Backend ops, Gradients kernels, boolean recomputes) {
        super(ops, kernels, recomputes);
    }

    /** Weights as a view of their own, where they may change: what a backend prepares of them must not outlive that. */
    private static Tensor unprepared(Tensor w) {
        return w.onHeap() ? view(w) : w;
    }

    private static Tensor view(Tensor w) {
        return w.reshape(w.shape().toArray());
    }

    @Override
    public final Tensor conv(Tensor x, Tensor w, @Nullable Tensor bias, Grid grid, Window window, int groups) {
        Tensor y = ops.conv(x, unprepared(w), bias, grid, window, groups);
        return needs(x, w, bias)
                ? recorded(y, (g, dy) -> {
                    if (g.needs(x)) {
                        g.give(x, ops.convTransposed(dy, view(w), null, window.out(grid), window, grid, groups));
                    }
                    weights(x, dy, grid, window, groups, g.target(w));
                    bias(dy, g.target(bias));
                })
                : y;
    }

    @Override
    public final Tensor convTransposed(
            Tensor x, Tensor w, @Nullable Tensor bias, Grid grid, Window window, Grid out, int groups) {
        Tensor y = ops.convTransposed(x, unprepared(w), bias, grid, window, out, groups);
        return needs(x, w, bias)
                ? recorded(y, (g, dy) -> {
                    if (g.needs(x)) {
                        g.give(x, ops.conv(dy, view(w), null, out, window, groups));
                    }
                    weights(dy, x, out, window, groups, g.target(w));
                    bias(dy, g.target(bias));
                })
                : y;
    }

    private void weights(Tensor x, Tensor dy, Grid grid, Window window, int groups, @Nullable Tensor dw) {
        if (dw != null) {
            kernels.convWeights(x, dy, grid, window, groups, dw);
        }
    }

    private void bias(Tensor dy, @Nullable Tensor dBias) {
        if (dBias != null) {
            kernels.add(dy, 1, dBias);
        }
    }

    @Override
    public final Tensor groupNorm(
            Tensor x, Segments pictures, int groups, @Nullable Tensor w, @Nullable Tensor bias, float eps) {
        Tensor y = ops.groupNorm(x, pictures, groups, w, bias, eps);
        return needs(x, w, bias)
                ? recorded(
                        y,
                        (g, dy) -> kernels.groupNorm(
                                x, pictures, groups, w, eps, dy, g.target(x), g.target(w), g.target(bias)))
                : y;
    }
}
