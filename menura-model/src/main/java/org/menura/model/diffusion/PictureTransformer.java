package org.menura.model.diffusion;

import java.util.ArrayList;
import java.util.List;
import org.menura.model.layer.FeatureMap;
import org.menura.model.layer.GroupNorm;
import org.menura.model.layer.Linear;
import org.menura.model.weights.Weights;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** A transformer over the places of pictures, beside a residual (arXiv 2112.10752, appendix E.2.1). */
final class PictureTransformer {
    private static final float EPS = 1e-6f;

    private final Backend ops;
    private final GroupNorm norm;
    private final Linear in;
    private final List<CrossAttentionBlock> blocks = new ArrayList<>();
    private final Linear out;

    PictureTransformer(Weights w, int channels, int layers, int heads, int context, boolean onlyText, int groups) {
        this.ops = w.ops();
        this.norm = new GroupNorm(w.at("norm"), channels, groups, EPS);
        // Some files have convolutions of one place here, which are the same.
        this.in = new Linear(w.at("proj_in"), channels, channels, true);
        for (int i = 0; i < layers; i++) {
            blocks.add(new CrossAttentionBlock(w.at("transformer_blocks").at(i), channels, heads, context, onlyText));
        }
        this.out = new Linear(w.at("proj_out"), channels, channels, true);
    }

    FeatureMap apply(FeatureMap x, Denoiser.Condition told) {
        return x.through(ops, given -> {
            Tensor h = in.apply(norm.apply(given).rows());
            CrossFrameAttention scenes = new CrossFrameAttention(given.grid(), told.frames());
            for (CrossAttentionBlock block : blocks) {
                h = block.apply(h, scenes, told.text());
            }
            return given.with(ops.add(out.apply(h), given.rows()));
        });
    }
}
