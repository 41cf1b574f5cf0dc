package org.menura.model.encoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.model.Features;
import org.menura.model.ForwardBatch;
import org.menura.model.Observer;
import org.menura.model.layer.GridPositions;
import org.menura.model.layer.Layer;
import org.menura.model.layer.LayerStack;
import org.menura.model.layer.PatchEmbedding;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/**
 * A vision transformer (arXiv 2010.11929) without heads: patches, perhaps a class token before them, positions, blocks.
 *
 * @param patches embeds patches
 * @param classToken [1, hidden], or null
 * @param positions [tokens, hidden]
 * @param before norm between embeddings and blocks, or null
 * @param after norm behind the blocks, or null
 */
public record VisionTower(
        Backend ops,
        VisionConfig config,
        PatchEmbedding patches,
        @Nullable Tensor classToken,
        Tensor positions,
        @Nullable Layer before,
        List<Layer> blocks,
        @Nullable Layer after) {

    /** Returns the number of rows of an image that are no patches. */
    public int classTokens() {
        return classToken == null ? 0 : 1;
    }

    /** Returns the number of rows of an image of the usual size. */
    public int tokens() {
        return classTokens() + config.patches();
    }

    /**
     * Computes all of it.
     *
     * @param pixels [pictures, channels, height, width], of the size that the config says
     */
    public Features encode(Tensor pixels, Observer observer) {
        checkSize(pixels);
        ForwardBatch step = step(pixels, null, observer);
        return finish(embed(pixels, positions, step), step);
    }

    /** Encodes images of any size, positions interpolated bicubically. */
    public Features encodeInterpolated(Tensor pixels, Observer observer) {
        int down = patches.rows(pixels.dim(2));
        int across = patches.rows(pixels.dim(3));
        boolean usual = down == config.side() && across == config.side();
        Tensor table = usual ? positions : GridPositions.resized(ops, positions, classTokens(), down, across);
        ForwardBatch step = step(pixels, null, observer);
        return finish(embed(pixels, table, step), step);
    }

    /**
     * Encodes images of any size with a position and a mark per patch.
     *
     * @param places entry of the table of positions for each patch of each picture
     * @param seen for each patch, whether attention may look at it; null for all
     */
    public Features encode(Tensor pixels, int[] places, boolean @Nullable [] seen, Observer observer) {
        Tensor x = ops.add(patches.apply(pixels), ops.embedding(positions, places));
        ForwardBatch step = step(pixels, seen, observer);
        return finish(normed(x, step), step);
    }

    /**
     * Returns the outputs of some layers only: 0 for the embeddings, n for block n, before any final norm.
     *
     * @return for each of {@code layers}, [rows, hidden]
     */
    public List<Tensor> states(Tensor pixels, int... layers) {
        checkSize(pixels);
        ForwardBatch step = step(pixels, null, Observer.NONE);
        int[] order = IntStream.of(layers).distinct().sorted().toArray();
        List<Tensor> found = new ArrayList<>();
        Tensor x = embed(pixels, positions, step);
        int done = 0;
        for (int layer : order) {
            // A state that is kept must outlive the blocks after it.
            Tensor start = found.isEmpty() ? x : ops.affine(x, 1, 0);
            x = blocks(start, step, done, layer);
            found.add(x);
            done = layer;
        }
        return IntStream.of(layers)
                .mapToObj(l -> found.get(Arrays.binarySearch(order, l)))
                .toList();
    }

    /** Segments of pictures of this size. */
    public Segments segments(Tensor pixels) {
        int rows = classTokens() + patches.rows(pixels.dim(2)) * patches.rows(pixels.dim(3));
        int[] lengths = new int[pixels.dim(0)];
        Arrays.fill(lengths, rows);
        return Segments.ofLengths(lengths);
    }

    private void checkSize(Tensor pixels) {
        if (pixels.shape().rank() == 4 && (pixels.dim(2) != config.image() || pixels.dim(3) != config.image())) {
            throw new FormatException(
                    "pictures of %d x %d pixels for a model made for %d x %d (image_size); resize them first"
                            .formatted(pixels.dim(3), pixels.dim(2), config.image(), config.image()));
        }
    }

    private ForwardBatch step(Tensor pixels, boolean @Nullable [] seen, Observer observer) {
        Segments segments = segments(pixels);
        ForwardBatch step = ForwardBatch.rows(
                IntStream.range(0, segments.count()).map(segments::length).toArray());
        if (observer != Observer.NONE) {
            step = step.withObserver(observer::accept);
        }
        return seen == null ? step : step.withKeys(visible(segments, seen));
    }

    private static ForwardBatch.Keys visible(Segments segments, boolean[] seen) {
        int[] lengths = new int[segments.count()];
        for (int s = 0; s < lengths.length; s++) {
            lengths[s] = (int) IntStream.range(segments.start(s), segments.end(s))
                    .filter(i -> seen[i])
                    .count();
        }
        int[] rows = IntStream.range(0, seen.length).filter(i -> seen[i]).toArray();
        return new ForwardBatch.Keys(rows, Segments.ofLengths(lengths));
    }

    private Tensor embed(Tensor pixels, Tensor table, ForwardBatch step) {
        Tensor x = patches.apply(pixels); // [pictures · patches, hidden]
        Segments segments = segments(pixels);
        int[] first = IntStream.range(0, segments.count()).map(segments::start).toArray();
        if (classToken != null) {
            int[] rest = IntStream.range(0, segments.rows())
                    .filter(r -> Arrays.binarySearch(first, r) < 0)
                    .toArray();
            Tensor tokens = ops.gatherRows(classToken, new int[first.length]);
            x = ops.scatterRows(segments.rows(), List.of(x, tokens), List.of(rest, first));
        }
        int length = segments.length(0);
        int[] places = IntStream.range(0, segments.rows()).map(r -> r % length).toArray();
        return normed(ops.add(x, ops.embedding(table, places)), step);
    }

    private Tensor normed(Tensor embeddings, ForwardBatch step) {
        Tensor x = before == null ? embeddings : before.forward(embeddings, step);
        step.observe("embeddings", x);
        return x;
    }

    private Features finish(Tensor embeddings, ForwardBatch step) {
        Tensor x = blocks(embeddings, step, 0, blocks.size());
        if (after != null) {
            x = after.forward(x, step);
            step.observe("norm", x);
        }
        return new Features(x, step.segments());
    }

    /** Blocks {@code from} (inclusive) to {@code to} (exclusive). */
    private Tensor blocks(Tensor x, ForwardBatch step, int from, int to) {
        return LayerStack.forward(
                ops,
                to - from,
                x,
                step,
                "layer.",
                (i, h) -> blocks.get(from + i).forward(h, step));
    }
}
