package org.menura.tensor.cpu.conv;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.Grid;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.Window;
import org.menura.tensor.cpu.matmul.MatMul;
import org.menura.tensor.cpu.work.Pool;
import org.menura.tensor.cpu.work.ShapeChecks;
import org.menura.tensor.cpu.work.Workers;

/** Convolutions from checked shapes to results: by {@link ConvPanels} where weights suit them, else as matrix products. */
public final class ConvForward {
    private final Workers workers;
    private final Pool pool;
    private final MatMul products;

    /** Convolutions with the threads, memory and products of a backend. */
    public ConvForward(Workers workers, Pool pool, MatMul products) {
        this.workers = workers;
        this.pool = pool;
        this.products = products;
    }

    /** {@link org.menura.tensor.Backend#conv}. */
    public Tensor plain(Tensor x, Tensor w, @Nullable Tensor bias, Grid grid, Window window, int groups) {
        boolean fits = fits(x, w, grid, window, groups) && x.shape().cols() == w.dim(1) * groups;
        ShapeChecks.product("conv", x, w, fits);
        ShapeChecks.bias("conv", w, bias, w.dim(0));
        return run(x, w, bias, ConvPlan.forward(grid, window), groups, w.dim(0));
    }

    /** {@link org.menura.tensor.Backend#convTransposed}. */
    public Tensor transposed(
            Tensor x, Tensor w, @Nullable Tensor bias, Grid grid, Window window, Grid out, int groups) {
        boolean fits = fits(x, w, grid, window, groups) && x.shape().cols() == w.dim(0);
        ShapeChecks.product("convTransposed", x, w, fits);
        ShapeChecks.bias("convTransposed", w, bias, w.dim(1) * groups);
        if (!window.out(out).equals(grid)) {
            throw new IllegalArgumentException(
                    "convTransposed: %s takes %s to %s, not to %s".formatted(window, out, window.out(out), grid));
        }
        return run(x, w, bias, ConvPlan.transposed(grid, window, out), groups, w.dim(1) * groups);
    }

    private Tensor run(Tensor x, Tensor w, @Nullable Tensor bias, ConvPlan plan, int groups, int outs) {
        Tensor out = pool.make(Shape.of(plan.out().rows(), outs));
        ConvWeights weights =
                ConvWeights.of(workers, w, plan, groups, () -> ConvPanels.packed(products, w, plan, groups));
        ConvPanels panels = weights.panels;
        if (panels == null) {
            Convolution.run(workers, pool, products, plan, x, weights, bias, out);
        } else {
            PackedConvolution.run(workers, plan, x, panels, bias, out);
        }
        return out;
    }

    private static boolean fits(Tensor x, Tensor w, Grid grid, Window window, int groups) {
        Shape shape = w.shape();
        boolean isKernel = shape.rank() == 4
                ? shape.size(2) == window.kernelY() && shape.size(3) == window.kernelX()
                : shape.rank() == 3 && window.kernelY() == 1 && shape.size(2) == window.kernelX();
        return isKernel
                && groups > 0
                && shape.size(0) % groups == 0
                && x.shape().rows() == grid.rows();
    }
}
