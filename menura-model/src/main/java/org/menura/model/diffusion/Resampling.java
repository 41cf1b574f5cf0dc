package org.menura.model.diffusion;

import org.menura.model.layer.Conv;
import org.menura.model.layer.FeatureMap;
import org.menura.model.weights.Weights;
import org.menura.tensor.Backend;
import org.menura.tensor.Window;

/** Halves and doubles pictures. */
final class Resampling {
    private Resampling() {}

    /** A convolution that takes every second place; with {@code pad} 0, of pictures that have zeros behind them. */
    static Conv half(Weights w, int channels, int pad) {
        int behind = pad == 0 ? 1 : pad;
        return new Conv(
                w.at("downsamplers.0.conv"),
                channels,
                channels,
                new Window(3, 3, 2, 2, pad, behind, pad, behind, 1, 1));
    }

    /** The convolution behind an enlargement. */
    static Conv behindLarger(Weights w, int channels) {
        return new Conv(w.at("upsamplers.0.conv"), channels, channels, Window.square(3, 1, 1));
    }

    /** Brings pictures to a size and smooths them. */
    static FeatureMap larger(Backend ops, FeatureMap x, Conv conv, int height, int width) {
        return x.through(ops, in -> conv.apply(in.resized(ops, height, width)));
    }
}
