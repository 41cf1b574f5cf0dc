package org.menura.model.multimodal;

import java.util.List;
import org.menura.format.FormatException;
import org.menura.model.Features;
import org.menura.model.layer.Linear;
import org.menura.tensor.Activation;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** Input projectors that project each row, or each square of rows, alone. */
public final class Projectors {
    private Projectors() {}

    /** Returns a projector of one linear layer (LLaVA, arXiv 2304.08485; PaliGemma, arXiv 2407.07726). */
    public static InputProjector linear(Linear layer) {
        return (x, _) -> new Features(layer.apply(x.rows()), x.segments());
    }

    /** Returns a projector {@code second(f(first(x)))}, an MLP of two layers (LLaVA 1.5, arXiv 2310.03744). */
    public static InputProjector mlp(Backend ops, Linear first, Activation f, Linear second) {
        return (x, _) -> new Features(second.apply(ops.activate(f, first.apply(x.rows()))), x.segments());
    }

    /** Returns a projector that multiplies all numbers by a factor. */
    public static InputProjector scaled(Backend ops, float factor) {
        return (x, _) -> new Features(ops.affine(x.rows(), factor, 0), x.segments());
    }

    /**
     * Returns a projector that lays the rows of each square of {@code factor · factor} patches side by side (arXiv
     * 2408.12637): fewer and wider ones. Images must be square and without class token.
     */
    public static InputProjector pixelShuffle(Backend ops, int factor) {
        return (x, _) -> {
            Segments s = x.segments();
            int[] order = new int[s.rows()];
            int[] lengths = new int[s.count()];
            int at = 0;
            for (int picture = 0; picture < lengths.length; picture++) {
                int side = (int) Math.round(Math.sqrt(s.length(picture)));
                if (side * side != s.length(picture) || side % factor != 0) {
                    throw new FormatException("a picture of %d patches is no square that falls into squares of %d x %d"
                            .formatted(s.length(picture), factor, factor));
                }
                lengths[picture] = s.length(picture) / (factor * factor);
                at = squares(order, at, s.start(picture), side, factor);
            }
            Tensor side = ops.gatherRows(x.rows(), order);
            long width = (long) factor * factor * x.rows().dim(1);
            return new Features(side.reshape(side.elements() / width, width), Segments.ofLengths(lengths));
        };
    }

    /**
     * Returns a projector that lays neighbouring rows of a signal side by side: fewer and wider ones. Zeros fill up the
     * last one.
     */
    public static InputProjector stack(Backend ops, int count) {
        return (x, _) -> {
            Segments s = x.segments();
            int[] lengths = new int[s.count()];
            int[] targets = new int[s.rows()];
            int before = 0;
            for (int i = 0; i < lengths.length; i++) {
                lengths[i] = Math.ceilDiv(s.length(i), count);
                for (int row = s.start(i); row < s.end(i); row++) {
                    targets[row] = before * count + row - s.start(i);
                }
                before += lengths[i];
            }
            Tensor side = ops.scatterRows(before * count, List.of(x.rows()), List.of(targets));
            return new Features(side.reshape(before, (long) count * x.rows().dim(1)), Segments.ofLengths(lengths));
        };
    }

    private static int squares(int[] order, int start, int first, int side, int factor) {
        int at = start;
        for (int y = 0; y < side; y += factor) {
            for (int x = 0; x < side; x += factor) {
                for (int i = 0; i < factor * factor; i++) {
                    order[at++] = first + (y + i / factor) * side + x + i % factor;
                }
            }
        }
        return at;
    }
}
