package org.menura.tensor.cpu;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.Grid;
import org.menura.tensor.Segments;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.Window;
import org.menura.tensor.cpu.conv.ConvPanels;
import org.menura.tensor.cpu.conv.ConvPlan;
import org.menura.tensor.cpu.conv.ConvWeights;
import org.menura.tensor.cpu.conv.Convolution;
import org.menura.tensor.cpu.conv.PackedConvolution;
import org.menura.tensor.cpu.library.MatrixLibrary;
import org.menura.tensor.cpu.matmul.Kernels;
import org.menura.tensor.cpu.matmul.MatMul;
import org.menura.tensor.cpu.matmul.ProductOptions;
import org.menura.tensor.cpu.norm.GroupNorms;
import org.menura.tensor.cpu.work.ShapeChecks;

/** The part of the backend that works on pictures, and the products that this needs. */
abstract sealed class CpuImages extends CpuMixers permits CpuBackend {
    final MatMul products;
    private final boolean brief;

    CpuImages(CpuOptions options) {
        super(options);
        this.brief = options.brief();
        this.products = new MatMul(
                workers,
                Kernels.BEST,
                new ProductOptions(
                        options.exact(), options.libraries(), options.bf16(), options.kernels(), options.brief()),
                pool.turn());
    }

    @Override
    final @Nullable MatrixLibrary libraryFirst() {
        return brief ? products.library() : null;
    }

    @Override
    public final boolean readsRowsFast() {
        return libraryFirst() != null;
    }

    @Override
    public final Tensor conv(Tensor x, Tensor w, @Nullable Tensor bias, Grid grid, Window window, int groups) {
        ShapeChecks.product(
                "conv", x, w, fits(x, w, grid, window, groups) && x.shape().cols() == w.dim(1) * groups);
        ShapeChecks.bias("conv", w, bias, w.dim(0));
        return run(x, w, bias, ConvPlan.forward(grid, window), groups, w.dim(0));
    }

    @Override
    public final Tensor convTransposed(
            Tensor x, Tensor w, @Nullable Tensor bias, Grid grid, Window window, Grid out, int groups) {
        ShapeChecks.product(
                "convTransposed",
                x,
                w,
                fits(x, w, grid, window, groups) && x.shape().cols() == w.dim(0));
        ShapeChecks.bias("convTransposed", w, bias, w.dim(1) * groups);
        if (!window.out(out).equals(grid)) {
            throw new IllegalArgumentException(
                    "convTransposed: %s takes %s to %s, not to %s".formatted(window, out, window.out(out), grid));
        }
        return run(x, w, bias, ConvPlan.transposed(grid, window, out), groups, w.dim(1) * groups);
    }

    private Tensor run(Tensor x, Tensor w, @Nullable Tensor bias, ConvPlan plan, int groups, int outs) {
        Tensor out = make(Shape.of(plan.out().rows(), outs));
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

    @Override
    public final Tensor groupNorm(
            Tensor x, Segments pictures, int groups, @Nullable Tensor w, @Nullable Tensor bias, float eps) {
        ShapeChecks.factors("groupNorm", x, w);
        ShapeChecks.factors("groupNorm", x, bias);
        if (x.shape().rows() != pictures.rows() || groups < 1 || x.shape().cols() % groups != 0) {
            throw new IllegalArgumentException("groupNorm cannot take shape %s with %d rows in pictures and %d groups"
                    .formatted(x.shape(), pictures.rows(), groups));
        }
        Tensor out = make(x.shape());
        GroupNorms.run(workers, x, pictures, groups, w, bias, eps, out);
        return out;
    }
}
