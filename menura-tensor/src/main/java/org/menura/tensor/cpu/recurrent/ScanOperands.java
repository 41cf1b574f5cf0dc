package org.menura.tensor.cpu.recurrent;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.Tensor;

/**
 * What a scan was given, the gradient of its result, and those gradients that belong to rows and channels as the result
 * does. Shapes are those of {@link org.menura.tensor.Backend#selectiveScan} or {@code headScan}.
 */
record ScanOperands(
        Tensor x,
        Tensor delta,
        Tensor a,
        Tensor b,
        Tensor c,
        Tensor d,
        Tensor dy,
        @Nullable Tensor dx,
        @Nullable Tensor dDelta) {}
