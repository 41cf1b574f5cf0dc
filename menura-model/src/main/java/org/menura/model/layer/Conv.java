package org.menura.model.layer;

import org.jspecify.annotations.Nullable;
import org.menura.model.weights.Weights;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;
import org.menura.tensor.Window;

/** A convolution over pictures or, with a window of one line, over signals. */
public final class Conv {
    private final Backend ops;
    private final Window window;
    private final Tensor weight; // [out, in, kernelY, kernelX], of signals [out, in, kernelX]
    private final @Nullable Tensor bias; // [out]

    /** Takes {@code weight} and {@code bias} of a convolution over pictures at w. */
    public Conv(Weights w, int in, int out, Window window) {
        this(w, w.kernel("weight", out, in, window.kernelY(), window.kernelX()), w.zeros("bias", out), window);
    }

    private Conv(Weights w, Tensor weight, @Nullable Tensor bias, Window window) {
        this.ops = w.ops();
        this.window = window;
        this.weight = weight;
        this.bias = bias;
    }

    /** Takes {@code weight} and {@code bias} of a convolution over signals that keeps their length at w. */
    public static Conv alongTime(Weights w, int in, int out, int kernel, int dilation) {
        Window window = Window.line(kernel, 1, dilation * (kernel - 1) / 2, dilation);
        return new Conv(w, w.kernel("weight", out, in, kernel), w.zeros("bias", out), window);
    }

    /** Applies the convolution: [rows, in] → [rows of the window's output, out]. */
    public FeatureMap apply(FeatureMap x) {
        return new FeatureMap(ops.conv(x.rows(), weight, bias, x.grid(), window, 1), window.out(x.grid()));
    }
}
