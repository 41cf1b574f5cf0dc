package org.menura.model.layer;

import org.menura.format.FormatException;
import org.menura.model.weights.Init;
import org.menura.model.weights.Weights;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/**
 * Cuts pictures into squares and projects each (arXiv 2010.11929): a convolution whose stride is its width, so a linear
 * layer over unfolded patches.
 */
public final class PatchEmbedding {
    private final Backend ops;
    private final Linear projection;
    private final int channels;
    private final int size;

    /** Takes {@code weight} [width, channels, size, size] and, if asked, {@code bias} [width] at w. */
    public PatchEmbedding(Weights w, int channels, int size, int width, boolean bias) {
        this.ops = w.ops();
        this.channels = channels;
        this.size = size;
        Tensor weight = w.floats("weight", Init.normal(Weights.DEFAULT_DEVIATION), width, channels, size, size);
        this.projection = new Linear(
                w, weight.reshape(width, (long) channels * size * size), bias ? w.zeros("bias", width) : null);
    }

    /** Patches of a picture from top to bottom, what is left over at the edge not counted. */
    public int rows(int height) {
        return height / size;
    }

    /** Embeds pixels [pictures, channels, height, width] → [pictures · patches, width], patches row by row. */
    public Tensor apply(Tensor pixels) {
        if (pixels.shape().rank() != 4 || pixels.dim(1) != channels) {
            throw new FormatException(
                    "pictures of shape %s for a model that sees %d channels (num_channels): [pictures, channels, height, width]"
                            .formatted(pixels.shape(), channels));
        }
        if (rows(pixels.dim(2)) == 0 || rows(pixels.dim(3)) == 0) {
            throw new FormatException("pictures of %d x %d pixels are smaller than the model's patches of %d"
                    .formatted(pixels.dim(3), pixels.dim(2), size));
        }
        return projection.apply(unfold(pixels));
    }

    /** [pictures, channels, height, width] → [pictures · patches, channels · size · size]. */
    private Tensor unfold(Tensor pixels) {
        int pictures = pixels.dim(0);
        int height = pixels.dim(2);
        int width = pixels.dim(3);
        int down = rows(height);
        int across = rows(width);
        Tensor lines = pixels.toHeap().reshape((long) pictures * channels * height, width);
        if (width > across * size) {
            lines = ops.columns(lines, 0, across * size);
        }
        int[] pieces = new int[pictures * down * across * channels * size]; // a line of a patch each
        int at = 0;
        for (int picture = 0; picture < pictures; picture++) {
            for (int patch = 0; patch < down * across; patch++) {
                for (int c = 0; c < channels; c++) {
                    int top = (picture * channels + c) * height + patch / across * size;
                    for (int y = 0; y < size; y++) {
                        pieces[at++] = (top + y) * across + patch % across;
                    }
                }
            }
        }
        Tensor split = lines.reshape(lines.elements() / size, size);
        return ops.gatherRows(split, pieces).reshape((long) pictures * down * across, (long) channels * size * size);
    }
}
