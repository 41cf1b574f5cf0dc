package org.menura.tensor.cpu.matmul;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.gemm.Gemm;
import org.menura.tensor.cpu.gemv.Bf16Product;
import org.menura.tensor.cpu.gemv.Dots;
import org.menura.tensor.cpu.gemv.FloatProduct;
import org.menura.tensor.cpu.gemv.Gemv;
import org.menura.tensor.cpu.gemv.HalfProduct;
import org.menura.tensor.cpu.gemv.Q4KProduct;
import org.menura.tensor.cpu.gemv.Q4Product;
import org.menura.tensor.cpu.gemv.Q5KProduct;
import org.menura.tensor.cpu.gemv.Q5Product;
import org.menura.tensor.cpu.gemv.Q6KProduct;
import org.menura.tensor.cpu.gemv.Q8Product;
import org.menura.tensor.cpu.int8.Int8Weights;
import org.menura.tensor.cpu.int8.Q4KWeights;
import org.menura.tensor.cpu.int8.Q4Weights;
import org.menura.tensor.cpu.int8.Q6KWeights;
import org.menura.tensor.cpu.loops.Primitives;
import org.menura.tensor.cpu.loops.VectorPrimitives;
import org.menura.tensor.cpu.work.Workers;

/** {@link Kernels} on the Vector API. */
final class VectorKernels implements Kernels {
    private final Primitives primitives = new VectorPrimitives();

    @Override
    public Primitives primitives() {
        return primitives;
    }

    @Override
    public Gemm gemm(Workers workers) {
        return new Gemm(workers, true);
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
}
