package org.menura.model.encoder;

import java.util.Arrays;
import java.util.OptionalInt;
import org.menura.model.Config;
import org.menura.model.DualEncoder;
import org.menura.model.ForwardBatch;
import org.menura.model.ImageEncoder;
import org.menura.model.TextEncoder;
import org.menura.model.weights.Init;
import org.menura.model.weights.Weights;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** SigLIP (arXiv 2303.15343): CLIP with a loss per pair, so with a bias, and pooling by attention. */
public final class Siglip implements DualEncoder {
    private final Backend ops;
    private final SiglipText texts;
    private final SiglipVision images;
    private final int usualPadding;
    private final Tensor scale; // [1], its logarithm
    private final Tensor bias; // [1]

    private Siglip(Config c, Weights w) {
        ops = w.ops();
        texts = new SiglipText(SubConfigs.of(c, "text_config"), w.at("text_model"));
        images = new SiglipVision(SubConfigs.of(c, "vision_config"), w.at("vision_model"));
        Config text = SubConfigs.of(c, "text_config");
        Config vision = SubConfigs.of(c, "vision_config");
        if (!vision.flag("vision_use_head", true)) {
            throw vision.unsupported("vision_use_head", "a picture needs the head to be compared with texts");
        }
        int width = vision.positive("hidden_size", 768);
        if (text.positive("projection_size", text.positive("hidden_size", 768)) != width) {
            throw text.unsupported("projection_size", "it must be the hidden_size of the vision_config, " + width);
        }
        usualPadding = SubConfigs.of(c, "text_config").integer("pad_token_id", 1);
        scale = w.floats("logit_scale", Init.constant((float) Math.log(10)), 1);
        bias = w.floats("logit_bias", Init.constant(-10), 1);
    }

    /** Builds the model that a config describes. */
    public static Siglip build(Config c, Weights w) {
        SubConfigs.architecture(c, "SiglipModel");
        return new Siglip(c, w);
    }

    @Override
    public TextEncoder texts() {
        return texts;
    }

    @Override
    public ImageEncoder images() {
        return images;
    }

    @Override
    public Tensor embedTexts(ForwardBatch step) {
        return Clip.unit(ops, texts.outputs(texts.encode(step), step), "pooler_output");
    }

    @Override
    public Tensor embedImages(Tensor pixels) {
        return Clip.unit(ops, images.outputs(images.encode(pixels)), "pooler_output");
    }

    /** Always of full length, as in training. */
    @Override
    public int[] fitted(int[] ids, OptionalInt padding) {
        int[] out = Arrays.copyOf(Clip.cut(ids, texts.contextLength()), texts.contextLength());
        if (ids.length < out.length) {
            Arrays.fill(out, ids.length, out.length, padding.orElse(usualPadding));
        }
        return out;
    }

    @Override
    public Tensor similarity(Tensor t, Tensor i) {
        Tensor scaled = Clip.scaled(ops, t, i, scale);
        return ops.add(scaled.reshape(scaled.elements(), 1), bias).reshape(t.dim(0), i.dim(0));
    }

    @Override
    public boolean judgesPairsAlone() {
        return true;
    }

    @Override
    public Backend ops() {
        return ops;
    }
}
