package org.menura.tensor.grad;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.Backend;
import org.menura.tensor.Gradients;
import org.menura.tensor.Grid;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;
import org.menura.tensor.Window;

/** Records operations on pictures with their ways back. */
final class RecordedPictures {
    private final Backend ops;
    private final Gradients kernels;
    private final Recorder recorder;

    RecordedPictures(Backend ops, Gradients kernels, Recorder recorder) {
        this.ops = ops;
        this.kernels = kernels;
        this.recorder = recorder;
    }

    /** Weights as a view of their own, where they may change: what a backend prepares of them must not outlive that. */
    private static Tensor unprepared(Tensor w) {
        return w.onHeap() ? view(w) : w;
    }

    /** Returns a view of its own: what a backend prepares of weights must not outlive their next change. */
    static Tensor view(Tensor w) {
        return w.reshape(w.shape().toArray());
    }

    Tensor conv(Tensor x, Tensor w, @Nullable Tensor bias, Grid grid, Window window, int groups) {
        return recorder.recorded(
                recorder.needs(x, w, bias), ops.conv(x, unprepared(w), bias, grid, window, groups), (g, dy) -> {
                    if (g.needs(x)) {
                        g.give(x, ops.convTransposed(dy, view(w), null, window.out(grid), window, grid, groups));
                    }
                    weights(x, dy, grid, window, groups, g.target(w));
                    add(dy, g.target(bias));
                });
    }

    Tensor convTransposed(Tensor x, Tensor w, @Nullable Tensor bias, Grid grid, Window window, Grid out, int groups) {
        return recorder.recorded(
                recorder.needs(x, w, bias),
                ops.convTransposed(x, unprepared(w), bias, grid, window, out, groups),
                (g, dy) -> {
                    if (g.needs(x)) {
                        g.give(x, ops.conv(dy, view(w), null, out, window, groups));
                    }
                    weights(dy, x, out, window, groups, g.target(w));
                    add(dy, g.target(bias));
                });
    }

    private void weights(Tensor x, Tensor dy, Grid grid, Window window, int groups, @Nullable Tensor dw) {
        if (dw != null) {
            kernels.convWeights(x, dy, grid, window, groups, dw);
        }
    }

    Tensor groupNorm(Tensor x, Segments pictures, int groups, @Nullable Tensor w, @Nullable Tensor bias, float eps) {
        return recorder.recorded(
                recorder.needs(x, w, bias),
                ops.groupNorm(x, pictures, groups, w, bias, eps),
                (g, dy) ->
                        kernels.groupNorm(x, pictures, groups, w, eps, dy, g.target(x), g.target(w), g.target(bias)));
    }

    private void add(Tensor dy, @Nullable Tensor dx) {
        if (dx != null) {
            kernels.add(dy, 1, dx);
        }
    }
}
