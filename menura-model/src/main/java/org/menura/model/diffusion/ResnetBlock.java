package org.menura.model.diffusion;

import org.jspecify.annotations.Nullable;
import org.menura.model.layer.Conv;
import org.menura.model.layer.FeatureMap;
import org.menura.model.layer.GroupNorm;
import org.menura.model.layer.Linear;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;
import org.menura.tensor.Window;

/** Two convolutions beside a residual (arXiv 1512.03385), each behind a norm, with a vector per picture in between. */
final class ResnetBlock {
    private final Backend ops;
    private final Activation activation;
    private final int out;
    private final GroupNorm norm1;
    private final Conv conv1;
    private final @Nullable Linear embedding;
    private final boolean scales;
    private final float divisor;
    private final GroupNorm norm2;
    private final Conv conv2;
    private final @Nullable Conv shortcut;

    /**
     * What the blocks of a model have in common.
     *
     * @param groups of the norms
     * @param embedding width of the vector per picture; 0 for none
     * @param scales whether that scales and shifts behind the second norm, rather than being added before it
     * @param divisor of what comes out
     */
    record Style(int groups, float eps, Activation activation, int embedding, boolean scales, float divisor) {
        Style(int groups, float eps, Activation activation, int embedding, boolean scales) {
            this(groups, eps, activation, embedding, scales, 1);
        }

        Style dividedBy(float number) {
            return new Style(groups, eps, activation, embedding, scales, number);
        }
    }

    ResnetBlock(Weights w, int in, int out, Style style) {
        this.ops = w.ops();
        this.activation = style.activation;
        this.out = out;
        this.scales = style.scales;
        this.divisor = style.divisor;
        this.norm1 = new GroupNorm(w.at("norm1"), in, style.groups, style.eps);
        this.conv1 = new Conv(w.at("conv1"), in, out, Window.square(3, 1, 1));
        this.embedding = style.embedding == 0
                ? null
                : new Linear(w.at("time_emb_proj"), style.embedding, scales ? 2 * out : out, true);
        this.norm2 = new GroupNorm(w.at("norm2"), out, style.groups, style.eps);
        this.conv2 = new Conv(w.at("conv2"), out, out, Window.square(3, 1, 1));
        this.shortcut = in == out ? null : new Conv(w.at("conv_shortcut"), in, out, Window.square(1, 1, 0));
    }

    /**
     * [rows, in] → [rows, out].
     *
     * @param vector [pictures, width of the embedding]; null where there is none
     */
    FeatureMap apply(FeatureMap x, @Nullable Tensor vector) {
        return x.through(ops, in -> {
            FeatureMap h = conv1.apply(active(norm1.apply(in)));
            Tensor told = vector == null || embedding == null
                    ? null
                    : ops.gatherRows(embedding.apply(ops.activate(activation, vector)), h.pictures());
            if (told != null && !scales) {
                h = h.with(ops.add(h.rows(), told));
            }
            h = norm2.apply(h);
            if (told != null && scales) {
                Tensor scale = ops.affine(ops.columns(told, 0, out), 1, 1);
                h = h.with(ops.add(ops.mul(h.rows(), scale), ops.columns(told, out, 2 * out)));
            }
            h = conv2.apply(active(h));
            Tensor kept = shortcut == null ? in.rows() : shortcut.apply(in).rows();
            Tensor sum = ops.add(kept, h.rows());
            return h.with(divisor == 1 ? sum : ops.affine(sum, 1 / divisor, 0));
        });
    }

    private FeatureMap active(FeatureMap x) {
        return x.with(ops.activate(activation, x.rows()));
    }
}
