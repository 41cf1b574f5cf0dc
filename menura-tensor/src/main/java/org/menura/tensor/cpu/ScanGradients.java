package org.menura.tensor.cpu;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** Backward passes of Mamba's scans. See {@link org.menura.tensor.Gradients}. */
final class ScanGradients {
    private ScanGradients() {}

    static void selectiveScan(Workers workers, Tensor x, Tensor delta, Tensor a, Tensor b, Tensor c, Tensor d, Segments segments, Tensor dy, @Nullable Tensor dx, @Nullable Tensor dDelta, @Nullable Tensor da, @Nullable Tensor db, @Nullable Tensor dc, @Nullable Tensor dd) {
        throw new UnsupportedOperationException("selectiveScan");
    }

    static void headScan(Workers workers, Tensor x, Tensor delta, Tensor a, Tensor b, Tensor c, Tensor d, Segments segments, Tensor dy, @Nullable Tensor dx, @Nullable Tensor dDelta, @Nullable Tensor da, @Nullable Tensor db, @Nullable Tensor dc, @Nullable Tensor dd) {
        throw new UnsupportedOperationException("headScan");
    }
}
