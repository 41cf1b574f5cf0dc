package org.menura.model.encoder.imagebind;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.model.layer.GridPositions;
import org.menura.model.layer.LayerNorm;
import org.menura.model.layer.Linear;
import org.menura.model.weights.Init;
import org.menura.model.weights.Weights;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** Turns arrays into tokens: a linear layer over patches, a class token in front, and a vector for each position. */
final class Stem {
    private static final float NORM_EPS = 1e-5f;

    private final Backend ops;
    private final Linear projection;
    private final @Nullable LayerNorm norm;
    private final Tensor classToken; // [1, width]
    private final Tensor positions; // [1 + patches, width]
    private final Patches.Size usual;

    /**
     * Takes the parameters of a modality's preprocessor at w.
     *
     * @param patches of an input of the usual size
     * @param kernel name of the projection, stored as a convolution's kernel
     * @param norm name of a norm over the projection, or null where there is none
     * @param table name of the table of positions
     */
    Stem(Weights w, Patches patches, int width, String kernel, @Nullable String norm, String table) {
        this.ops = w.ops();
        double deviation = 1 / Math.sqrt(width);
        this.projection = new Linear(ops, kernel(w, patches, width, kernel), null);
        this.norm = norm == null ? null : new LayerNorm(w.at(norm), width, NORM_EPS);
        this.classToken =
                w.floats("cls_token", Init.normal(deviation), 1, 1, width).reshape(1, width);
        this.usual = patches.layout();
        long count = patches.count() + 1L;
        this.positions =
                w.floats(table, Init.normal(deviation), 1, count, width).reshape(count, width);
    }

    /** A kernel [width, channels, frames, height, width] of as many dimensions as it has on disk, as a matrix. */
    private static Tensor kernel(Weights w, Patches patches, int width, String name) {
        double bound = 1 / Math.sqrt(patches.width());
        Patches.Size p = patches.patch();
        Tensor stored = patches.channels() == ImageBindConfig.IMU_CHANNELS
                ? w.matrix(name, width, patches.width(), Init.uniform(-bound, bound))
                : w.floats(
                        name,
                        Init.uniform(-bound, bound),
                        patches.size().frames() == 1
                                ? new long[] {width, patches.channels(), p.height(), p.width()}
                                : new long[] {width, patches.channels(), p.frames(), p.height(), p.width()});
        return stored.reshape(width, patches.width());
    }

    /**
     * The tokens of arrays.
     *
     * @param x [items, …]; see {@link Patches#cut}
     * @param patches of these arrays, of which there may be fewer than positions, or another square
     * @return [items · (1 + patches), width]
     */
    Tensor tokens(Tensor x, int items, Patches patches) {
        Tensor projected = projection.apply(patches.cut(ops, x, items)); // [items · patches, width]
        Tensor y = norm == null ? projected : norm.apply(projected);
        int count = patches.count();
        int[] first = new int[items];
        int[] others = new int[items * count];
        int[] entries = new int[items * (count + 1)];
        for (int i = 0; i < items; i++) {
            first[i] = i * (count + 1);
            for (int p = 0; p < count; p++) {
                others[i * count + p] = first[i] + 1 + p;
                entries[first[i] + 1 + p] = 1 + p;
            }
        }
        Tensor classes = ops.gatherRows(classToken, new int[items]);
        Tensor tokens = ops.scatterRows(entries.length, List.of(classes, y), List.of(first, others));
        return ops.add(tokens, ops.embedding(positions(patches.layout()), entries));
    }

    /** The positions of a layout, those of one frame interpolated where it has another square than the usual one. */
    private Tensor positions(Patches.Size layout) {
        if (layout.height() == usual.height() && layout.width() == usual.width()) {
            return positions;
        }
        int[] frame = IntStream.rangeClosed(0, usual.height() * usual.width()).toArray();
        return GridPositions.resized(ops, ops.gatherRows(positions, frame), 1, layout.height(), layout.width());
    }
}
