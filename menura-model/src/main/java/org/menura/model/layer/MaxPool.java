package org.menura.model.layer;

import org.menura.tensor.Activation;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;
import org.menura.tensor.Window;

/** The largest value of each channel in squares that lie side by side; what is left over at the edge is not seen. */
public final class MaxPool {
    private final Backend ops;
    private final Window window;

    /** Pools over squares of {@code side} rows and lines; 1 leaves all as it is. */
    public MaxPool(Backend ops, int side) {
        this.ops = ops;
        this.window = Window.square(side, side, 0);
    }

    /** Returns the window of the pooling. */
    public Window window() {
        return window;
    }

    /** Applies the pooling: [rows, channels] → [rows of the window's output, channels]. */
    public FeatureMap apply(FeatureMap x) {
        int taps = window.taps();
        if (taps == 1) {
            return x;
        }
        int[] places = x.grid().windows(window);
        Tensor best = ops.gatherRows(x.rows(), each(places, taps, 0));
        for (int t = 1; t < taps; t++) {
            Tensor other = ops.gatherRows(x.rows(), each(places, taps, t));
            // max(a, b) of operations that have gradients
            best = ops.add(best, ops.activate(Activation.RELU, ops.sub(other, best)));
        }
        return new FeatureMap(best, window.out(x.grid()));
    }

    private static int[] each(int[] places, int taps, int tap) {
        int[] out = new int[places.length / taps];
        for (int i = 0; i < out.length; i++) {
            out[i] = places[i * taps + tap];
        }
        return out;
    }
}
