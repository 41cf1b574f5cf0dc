package org.menura.tensor.cpu.elementwise;

import org.menura.tensor.Tensor;

/**
 * A short convolution's weights, prepared for lanes of channels.
 *
 * @param values [width, channels]
 */
record ConvTaps(float[] values) {
    /** Those of w [channels, width]. */
    static ConvTaps of(Tensor w) {
        int channels = w.dim(0);
        int width = w.dim(1);
        float[] values = new float[width * channels];
        for (int i = 0; i < channels; i++) {
            for (int j = 0; j < width; j++) {
                values[j * channels + i] = w.floats()[w.offset() + i * width + j];
            }
        }
        return new ConvTaps(values);
    }
}
