package org.menura.model.encoder;

import java.util.Arrays;
import java.util.Map;
import java.util.OptionalInt;
import org.menura.model.Config;
import org.menura.model.DualEncoder;
import org.menura.model.ForwardBatch;
import org.menura.model.ImageEncoder;
import org.menura.model.TextEncoder;
import org.menura.model.layer.Linear;
import org.menura.model.weights.Init;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** CLIP (arXiv 2103.00020): a picture and a text that belong together lie close to each other. */
public final class Clip implements DualEncoder {
    private final Backend ops;
    private final ClipText texts;
    private final ClipVision images;
    private final Tensor scale; // [1], its logarithm

    private Clip(Config c, Weights w) {
        ops = w.ops();
        Config t = SubConfigs.of(c, "text_config");
        Config v = SubConfigs.of(c, "vision_config");
        int width = c.positive("projection_dim", 512);
        texts = new ClipText(
                t,
                w.at("text_model"),
                new Linear(w.at("text_projection"), t.positive("hidden_size", 512), width, false));
        images = new ClipVision(
                v,
                w.at("vision_model"),
                new Linear(
                        w.at("visual_projection"),
                        v.positive("hidden_size", VisionConfig.Defaults.CLIP.hidden()),
                        width,
                        false));
        scale = w.floats("logit_scale", Init.constant(c.number("logit_scale_init_value", 2.6592)), 1);
    }

    /** Builds the model that a config describes. */
    public static Clip build(Config c, Weights w) {
        SubConfigs.architecture(c, "CLIPModel");
        return new Clip(c, w);
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
        return unit(ops, texts.outputs(texts.encode(step), step), "text_embeds");
    }

    @Override
    public Tensor embedImages(Tensor pixels) {
        return unit(ops, images.outputs(images.encode(pixels)), "image_embeds");
    }

    @Override
    public int[] fitted(int[] ids, OptionalInt padding) {
        return cut(ids, texts.contextLength());
    }

    /** Cuts before the end of text, which comes last. */
    static int[] cut(int[] ids, int most) {
        if (ids.length <= most) {
            return ids;
        }
        int[] out = Arrays.copyOf(ids, most);
        out[most - 1] = ids[ids.length - 1];
        return out;
    }

    @Override
    public Tensor similarity(Tensor t, Tensor i) {
        return scaled(ops, t, i, scale);
    }

    @Override
    public boolean judgesPairsAlone() {
        return false;
    }

    @Override
    public Backend ops() {
        return ops;
    }

    /** Returns an output by name, each row of length 1. */
    static Tensor unit(Backend ops, Map<String, Tensor> outputs, String name) {
        Tensor x = outputs.get(name);
        if (x == null) {
            throw new IllegalStateException("the tower has no " + name);
        }
        return ops.l2Normalize(x, 0);
    }

    /** Computes the scaled similarities {@code exp(scale) · t · iᵀ}: [texts, images]. */
    static Tensor scaled(Backend ops, Tensor t, Tensor i, Tensor scale) {
        Tensor products = ops.linear(t, i, null); // [texts, pictures]
        Tensor column = products.reshape(products.elements(), 1);
        return ops.mul(column, ops.activate(Activation.EXP, scale)).reshape(t.dim(0), i.dim(0));
    }
}
