package org.menura.tensor.cpu.matmul;

import org.menura.tensor.Tensor;

/** Which weights of 16 bits meet activations rounded to bfloat16, where the processor is faster at that. */
final class HalfWeights {
    /** A width of models that are so small that digits are worth more than time; their weights lie in the caches, where few rows gain nothing. */
    private static final int SMALL_WIDTH = 256;

    /** Weights of what leads back to that width, below which they are not those of a larger model. */
    private static final long FEW = 1 << 18;

    private HalfWeights() {}

    /** Returns whether weights are of 16 bits and meet float32, on all processors and with any number of rows. */
    static boolean stayFloat(Tensor w) {
        return switch (w.dtype()) {
            case F16, BF16 -> w.shape().cols() <= SMALL_WIDTH || w.dim(0) <= SMALL_WIDTH && w.elements() < FEW;
            default -> false;
        };
    }
}
