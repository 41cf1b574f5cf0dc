package org.menura.tensor.cpu;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** Backward passes of copies and of what reaches over neighbouring rows. See {@link org.menura.tensor.Gradients}. */
final class MoveGradients {
    private MoveGradients() {}

    static void columns(Workers workers, Tensor dy, int from, Tensor dx) {
        throw new UnsupportedOperationException("columns");
    }

    static void part(Workers workers, Tensor dy, int from, Tensor dx) {
        throw new UnsupportedOperationException("part");
    }

    static void gatherRows(Workers workers, Tensor dy, int[] rows, Tensor dx) {
        throw new UnsupportedOperationException("gatherRows");
    }

    static void scatterRows(Workers workers, Tensor dy, int[] targets, Tensor dx) {
        throw new UnsupportedOperationException("scatterRows");
    }

    static void pick(Workers workers, Tensor dy, int[] indices, Tensor dx) {
        throw new UnsupportedOperationException("pick");
    }

    static void sumGroups(Workers workers, Tensor dy, int group, Tensor dx) {
        throw new UnsupportedOperationException("sumGroups");
    }

    static void rope(Workers workers, Tensor dy, Tensor angles, boolean interleaved, Tensor dx) {
        throw new UnsupportedOperationException("rope");
    }

    static void causalConv(Workers workers, Tensor x, Tensor w, Segments segments, Tensor dy, @Nullable Tensor dx, @Nullable Tensor dw, @Nullable Tensor dBias) {
        throw new UnsupportedOperationException("causalConv");
    }

    static void shift(Workers workers, Tensor dy, Segments segments, Tensor dx) {
        throw new UnsupportedOperationException("shift");
    }
}
