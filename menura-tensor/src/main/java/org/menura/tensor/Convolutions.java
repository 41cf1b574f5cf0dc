package org.menura.tensor;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.annotation.Extension;
import org.menura.tensor.dtype.DType;

/**
 * The convolution operations over images, and over signals as images of one line. Channels are the innermost dimension;
 * a {@link Grid} says where in space the rows lie. Weights may have any float {@link DType} and lie anywhere.
 *
 * <p>Other operations do the rest: {@link Backend#gatherRows} with {@link Grid#nearest} for resizing, with {@link
 * Grid#windows} and {@link Backend#sumGroups} for pooling.
 */
@Extension
public interface Convolutions {
    /**
     * Computes a convolution as neural networks have it, that is cross-correlation, with zero padding: {@code y[o] =
     * bias + Σ w[:, :, tap] · x[o · stride - pad + tap · dilation]}.
     *
     * @param x [rows of the grid, in]
     * @param w [out, in / groups, kernelY, kernelX], or [out, in / groups, kernelX] over signals
     * @param bias [out]
     * @param groups equal parts of the channels, each of which sees only its own part of x
     * @return [rows of {@code window.out(grid)}, out]
     */
    Tensor conv(Tensor x, Tensor w, @Nullable Tensor bias, Grid grid, Window window, int groups);

    /**
     * Computes a transposed convolution: what {@link #conv} over {@code out} would add to its input's gradient, given x
     * as the gradient of its result; and a bias.
     *
     * @param x [rows of the grid, in]
     * @param w [in, out / groups, kernelY, kernelX], or [in, out / groups, kernelX] over signals
     * @param bias [out]
     * @param out a grid that {@code window.out} takes to {@code grid}, such as {@link Window#transposed}
     * @return [rows of {@code out}, out]
     */
    Tensor convTransposed(Tensor x, Tensor w, @Nullable Tensor bias, Grid grid, Window window, Grid out, int groups);

    /**
     * Applies group normalisation (arXiv 1803.08494) as PyTorch has it: {@code (x - mean) / sqrt(variance + eps) · w +
     * bias}, where mean and variance are those of all rows of an image and of one of {@code groups} equal parts of its
     * channels.
     *
     * @param x [rows, n]
     * @param pictures the rows of each image
     * @param w [n], or null for ones
     * @param bias [n], or null for zeros
     */
    Tensor groupNorm(Tensor x, Segments pictures, int groups, @Nullable Tensor w, @Nullable Tensor bias, float eps);
}
