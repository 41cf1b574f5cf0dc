package org.menura.tensor.cpu.matmul;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.gemm.Gemm;
import org.menura.tensor.cpu.gemv.Gemv;
import org.menura.tensor.cpu.int8.Int8Weights;
import org.menura.tensor.cpu.loops.Primitives;
import org.menura.tensor.cpu.simd.Simd;
import org.menura.tensor.cpu.work.Workers;

/** {@link Kernels#BEST}, found when something is first asked of it. */
final class LateKernels implements Kernels {
    private static final class Found {
        private static final Kernels KERNELS = Simd.ON ? new VectorKernels() : new PlainKernels();

        private Found() {}
    }

    @Override
    public Primitives primitives() {
        return Found.KERNELS.primitives();
    }

    @Override
    public Gemm gemm(Workers workers) {
        return Found.KERNELS.gemm(workers);
    }

    @Override
    public @Nullable Gemv product(Tensor x, Tensor w, float[] out) {
        return Found.KERNELS.product(x, w, out);
    }

    @Override
    public @Nullable Int8Weights rounded(Tensor w, Workers workers) {
        return Found.KERNELS.rounded(w, workers);
    }
}
