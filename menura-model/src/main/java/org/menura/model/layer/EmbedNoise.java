package org.menura.model.layer;

import java.util.function.IntUnaryOperator;
import org.menura.model.ForwardBatch;
import org.menura.tensor.Backend;
import org.menura.tensor.Rng;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** Uniform noise on the embeddings of tokens while a model learns (NEFTune, arXiv 2310.05914, algorithm 1). */
final class EmbedNoise {
    private EmbedNoise() {}

    /**
     * Disturbs embeddings.
     *
     * @param x [tokens, width]
     * @param row of the step in which each stands, rising
     */
    static Tensor added(Backend ops, Tensor x, IntUnaryOperator row, ForwardBatch step) {
        Rng random = step.embedNoise() == 0 ? null : ops.noise("embeddings");
        if (random == null) {
            return x;
        }
        int count = x.dim(0);
        int width = x.dim(1);
        float[] noise = new float[count * width];
        Segments sequences = step.segments();
        int sequence = 0;
        for (int i = 0; i < count; i++) {
            while (row.applyAsInt(i) >= sequences.end(sequence)) {
                sequence++;
            }
            double most = step.embedNoise() / Math.sqrt((double) sequences.length(sequence) * width);
            for (int c = 0; c < width; c++) {
                noise[i * width + c] = (float) (most * (2 * random.nextFloat() - 1));
            }
        }
        return ops.add(x, Tensor.of(noise, count, width));
    }
}
