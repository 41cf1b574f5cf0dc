package org.menura.model.layer;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.menura.tensor.Backend;
import org.menura.tensor.Grid;
import org.menura.tensor.Tensor;

/**
 * Pictures, or signals, and where their rows lie.
 *
 * @param rows [rows of the grid, channels]
 */
public record FeatureMap(Tensor rows, Grid grid) {
    /** Returns a feature map of values in PyTorch's order [images, channels, height, width]. */
    public static FeatureMap ofChannelsFirst(float[] values, Grid grid) {
        int area = grid.area();
        int channels = grid.rows() == 0 ? 0 : values.length / grid.rows();
        float[] out = new float[values.length];
        for (int i = 0; i < out.length; i++) {
            int row = i / channels;
            int from = (row / area * channels + i % channels) * area + row % area;
            out[i] = values[from];
        }
        return new FeatureMap(Tensor.of(out, grid.rows(), channels), grid);
    }

    /** Returns the values in PyTorch's order [images, channels, height, width]. */
    public float[] channelsFirst() {
        int area = grid.area();
        int channels = channels();
        float[] all = rows.toFloats();
        float[] out = new float[all.length];
        for (int i = 0; i < out.length; i++) {
            int row = i / channels;
            out[(row / area * channels + i % channels) * area + row % area] = all[i];
        }
        return out;
    }

    /** Returns the number of channels. */
    public int channels() {
        return rows.shape().cols();
    }

    /** Returns a copy with other rows in the same places. */
    public FeatureMap with(Tensor other) {
        return new FeatureMap(other, grid);
    }

    /** Returns the image of each row: what is one row per image is brought to all rows with it. */
    public int[] pictures() {
        int[] out = new int[grid.rows()];
        for (int n = 0; n < grid.count(); n++) {
            Arrays.fill(out, n * grid.area(), (n + 1) * grid.area(), n);
        }
        return out;
    }

    /** Brings pictures to another size by taking the nearest row. */
    public FeatureMap resized(Backend ops, int height, int width) {
        int[] nearest = grid.nearest(height, width);
        return new FeatureMap(ops.gatherRows(rows, nearest), new Grid(grid.count(), height, width));
    }

    /** Concatenates the channels of both. */
    public FeatureMap joined(Backend ops, FeatureMap other) {
        return with(ops.concat(List.of(rows, other.rows)));
    }

    /** Runs a stretch of a model of which only the result outlives it. */
    public FeatureMap through(Backend ops, UnaryOperator<FeatureMap> body) {
        Grid[] made = new Grid[1];
        Tensor result = ops.stretch(rows, x -> {
                    FeatureMap y = body.apply(with(x));
                    made[0] = y.grid;
                    return List.of(y.rows);
                })
                .getFirst();
        return new FeatureMap(result, made[0]);
    }
}
