package org.menura.model.diffusion;

import org.menura.model.layer.Linear;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** What a model is told besides the sample, as one vector: numbers as waves, and an MLP over such. */
final class TimestepEmbedding {
    private static final double LONGEST = 10000;

    private final Backend ops;
    private final Activation activation;
    private final Linear first;
    private final Linear second;

    /** Takes {@code linear_1} and {@code linear_2} at w. */
    TimestepEmbedding(Weights w, int in, int out, Activation activation) {
        this.ops = w.ops();
        this.activation = activation;
        this.first = new Linear(w.at("linear_1"), in, out, true);
        this.second = new Linear(w.at("linear_2"), out, out, true);
    }

    /** [n, in] → [n, out]. */
    Tensor apply(Tensor x) {
        return second.apply(ops.activate(activation, first.apply(x)));
    }

    /**
     * How numbers become vectors: sines and cosines of them, in wavelengths from 2π to 2π · 10000 (arXiv 1706.03762).
     *
     * @param width of the vectors, even
     * @param cosineFirst whether cosines come before sines
     * @param shift taken off the number of wavelengths
     */
    record Waves(int width, boolean cosineFirst, double shift) {
        /** [values.length, width]. */
        Tensor of(float[] values) {
            int half = width / 2;
            float[] out = new float[values.length * width];
            for (int i = 0; i < values.length * half; i++) {
                int k = i % half;
                // Rounded as in the reference: of large timesteps, the last digits of angles show in the sines.
                float exponent = (float) -Math.log(LONGEST) * k / (float) (half - shift);
                float angle = values[i / half] * (float) Math.exp(exponent);
                int at = i / half * width + k;
                out[at + (cosineFirst ? half : 0)] = (float) Math.sin(angle);
                out[at + (cosineFirst ? 0 : half)] = (float) Math.cos(angle);
            }
            return Tensor.of(out, values.length, width);
        }
    }
}
