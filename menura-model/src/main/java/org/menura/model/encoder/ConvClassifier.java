package org.menura.model.encoder;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.model.Config;
import org.menura.model.Features;
import org.menura.model.ImageEncoder;
import org.menura.model.Observer;
import org.menura.model.layer.BatchNorm;
import org.menura.model.layer.Conv;
import org.menura.model.layer.FeatureMap;
import org.menura.model.layer.Linear;
import org.menura.model.layer.MaxPool;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.Backend;
import org.menura.tensor.Grid;
import org.menura.tensor.Tensor;
import org.menura.tensor.Window;

/**
 * A classifier of small pictures (Y. LeCun et al., "Gradient-based learning applied to document recognition", 1998):
 * convolutions with ReLU, perhaps pooled, then fully connected layers; after either part perhaps a batch norm.
 */
public final class ConvClassifier implements ImageEncoder {
    /** A convolution and what its result is pooled over. */
    private record Stage(Conv conv, MaxPool pool) {}

    private final Backend ops;
    private final int channels;
    private final int side;
    private final int width; // channels of the last convolution
    private final List<Stage> stages = new ArrayList<>();
    private final @Nullable BatchNorm mapNorm;
    private final Supplier<Tensor> first; // [inner, places · width]
    private final @Nullable Tensor firstBias;
    private final List<Linear> rest = new ArrayList<>();
    private final @Nullable BatchNorm scoreNorm;

    private ConvClassifier(Config c, Weights w) {
        ops = w.ops();
        channels = c.positive("num_channels", 1);
        side = c.positive("image_size", 28);
        int kernel = c.positive("kernel_size");
        int pad = c.flag("keeps_size", false) ? kernel / 2 : 0;
        int[] widths = sizes(c, "widths");
        int[] pools = sizes(c, "pools");
        int in = channels;
        Grid grid = new Grid(1, side, side);
        for (int i = 0; i < widths.length; i++) {
            Window window = Window.square(kernel, 1, pad);
            MaxPool pool = new MaxPool(ops, i < pools.length ? pools[i] : 1);
            grid = shrunk(c, shrunk(c, grid, window), pool.window());
            stages.add(new Stage(new Conv(w.at("conv" + (i + 1)), in, widths[i], window), pool));
            in = widths[i];
        }
        width = in;
        boolean normed = c.flag("batch_norm", false);
        mapNorm = normed ? new BatchNorm(w.at("norm1"), width) : null;
        int[] inner = sizes(c, "inner_sizes");
        int classes = Labels.count(c);
        Weights fc = w.at("fc1");
        int area = grid.area();
        int out = inner.length == 0 ? classes : inner[0];
        Tensor stored = fc.matrix("weight", out, (long) width * area);
        first = w.derived(() -> channelsLast(stored, area));
        firstBias = fc.zeros("bias", out);
        for (int i = 0; i < inner.length; i++) {
            int next = i + 1 < inner.length ? inner[i + 1] : classes;
            rest.add(new Linear(w.at("fc" + (i + 2)), inner[i], next, true));
        }
        scoreNorm = normed ? new BatchNorm(w.at("norm2"), classes) : null;
    }

    /**
     * Builds the model that a config describes: {@code widths} of the convolutions, their {@code kernel_size}, whether
     * each {@code keeps_size}, the {@code pools} behind them, {@code inner_sizes} between the fully connected layers and
     * whether there is a {@code batch_norm} behind both parts.
     */
    public static ConvClassifier build(Config c, Weights w) {
        return new ConvClassifier(c, w);
    }

    private static int[] sizes(Config c, String name) {
        int[] out = c.ids(name);
        for (int v : out) {
            if (v < 1 || v > 1 << 16) {
                throw c.unsupported(name, "each must be between 1 and 65536");
            }
        }
        return out;
    }

    private static Grid shrunk(Config c, Grid grid, Window window) {
        if (grid.height() + 2 * window.padTop() < window.kernelY()) {
            throw c.unsupported("image_size", "pictures are too small for the layers");
        }
        return window.out(grid);
    }

    /** Columns are stored channel after channel, and our rows have the channels innermost. */
    private Tensor channelsLast(Tensor stored, int area) {
        int out = stored.dim(0);
        int[] order = new int[Math.multiplyExact(out, width * area)];
        for (int i = 0; i < order.length; i++) {
            int column = i % (width * area);
            order[i] = i - column + column % width * area + column / width;
        }
        return ops.gatherRows(stored.toHeap().reshape(order.length, 1), order).reshape(out, width * area);
    }

    @Override
    public Features encode(Tensor pixels, Observer observer) {
        boolean fits = pixels.shape().rank() == 4
                && pixels.dim(1) == channels
                && pixels.dim(2) == side
                && pixels.dim(3) == side;
        if (!fits) {
            throw new FormatException("pictures of shape %s for a model made for %d x %d pixels of %d channels"
                    .formatted(pixels.shape(), side, side, channels));
        }
        FeatureMap x = FeatureMap.ofChannelsFirst(pixels.toFloats(), new Grid(pixels.dim(0), side, side));
        for (int i = 0; i < stages.size(); i++) {
            FeatureMap y = stages.get(i).conv.apply(x);
            x = stages.get(i).pool.apply(y.with(ops.activate(Activation.RELU, y.rows())));
            observer.accept("conv." + i, x.rows());
        }
        if (mapNorm != null) {
            x = x.with(mapNorm.apply(x.rows()));
        }
        return new Features(x.rows(), x.grid().segments());
    }

    @Override
    public Map<String, Tensor> outputs(Features hidden) {
        int pictures = hidden.segments().count();
        Tensor x = hidden.rows().reshape(pictures, hidden.rows().elements() / pictures); // [pictures, places · width]
        x = ops.linear(x, first.get(), firstBias);
        for (Linear layer : rest) {
            x = layer.apply(ops.activate(Activation.RELU, x));
        }
        Map<String, Tensor> out = new LinkedHashMap<>();
        out.put("last_hidden_state", hidden.rows());
        out.put("logits", scoreNorm == null ? x : scoreNorm.apply(x));
        return out;
    }

    @Override
    public int hiddenSize() {
        return width;
    }

    @Override
    public Backend ops() {
        return ops;
    }
}
