package org.menura.tensor.cpu.matmul;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.gemm.Gemm;
import org.menura.tensor.cpu.gemv.Gemv;
import org.menura.tensor.cpu.int8.Int8Weights;
import org.menura.tensor.cpu.int8.PlainQ4KWeights;
import org.menura.tensor.cpu.int8.PlainQ4Weights;
import org.menura.tensor.cpu.int8.PlainQ6KWeights;
import org.menura.tensor.cpu.loops.PlainPrimitives;
import org.menura.tensor.cpu.loops.Primitives;
import org.menura.tensor.cpu.work.Workers;

/** {@link Kernels} in plain Java: the reference, and what runs without the Vector API. */
final class PlainKernels implements Kernels {
    private final Primitives primitives = new PlainPrimitives();

    @Override
    public Primitives primitives() {
        return primitives;
    }

    @Override
    public Gemm gemm(Workers workers) {
        return new Gemm(workers, false);
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
}
