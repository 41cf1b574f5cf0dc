package org.menura.model.diffusion;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.model.Config;
import org.menura.model.layer.Conv;
import org.menura.model.layer.FeatureMap;
import org.menura.model.layer.GroupNorm;
import org.menura.model.layer.Linear;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.Backend;
import org.menura.tensor.Grid;
import org.menura.tensor.Tensor;
import org.menura.tensor.Window;

/**
 * The UNet of latent diffusion (arXiv 2112.10752): Stable Diffusion 1 and 2, XL (arXiv 2307.01952) and AudioLDM (arXiv
 * 2301.12503). Called {@code UNet2DConditionModel} by diffusers. Pictures shrink level by level and grow again, and what
 * the way up gets of each size it joins with what the way down left there.
 */
public final class UNet implements Denoiser {
    private final Backend ops;
    private final UNetConfig config;
    private final Conv in;
    private final TimestepEmbedding time;
    private final @Nullable TimestepEmbedding labelMlp;
    private final @Nullable Linear labelLinear;
    private final @Nullable Tensor labelTable; // [classes, embedding]
    private final @Nullable TimestepEmbedding added;
    private final List<Level> down = new ArrayList<>();
    private final @Nullable ResnetBlock middleFirst;
    private final @Nullable PictureTransformer middleTransformer;
    private final @Nullable ResnetBlock middleLast;
    private final List<Level> up = new ArrayList<>();
    private final GroupNorm normOut;
    private final Conv out;

    /**
     * Blocks that work on pictures of one size.
     *
     * @param transformers one behind each residual block, or none
     * @param resample the convolution that shrinks, or smooths what was enlarged; null at the last level
     */
    private record Level(
            List<ResnetBlock> resnets,
            List<PictureTransformer> transformers,
            @Nullable Conv resample) {
        FeatureMap apply(int i, FeatureMap x, Tensor vector, Condition told) {
            FeatureMap y = resnets.get(i).apply(x, vector);
            return transformers.isEmpty() ? y : transformers.get(i).apply(y, told);
        }
    }

    private UNet(Config c, Weights w) {
        ops = w.ops();
        config = UNetConfig.of(c);
        int[] channels = config.channels();
        int last = config.levels() - 1;
        in = square(w.at("conv_in"), config.in(), channels[0], config.kernelIn());
        Activation own = config.style().activation();
        // What is projected from outside keeps SiLU in the reference whatever act_fn says.
        time = embedding(w.at("time_embedding"), config.waves().width(), own);
        String kind = config.labelKind() == null ? "" : config.labelKind();
        Weights label = w.at("class_embedding");
        labelMlp = switch (kind) {
            case "projection" -> embedding(label, config.labelWidth(), Activation.SILU);
            case "timestep" -> embedding(label, config.waves().width(), own);
            default -> null;
        };
        labelLinear = kind.equals("simple_projection")
                ? new Linear(label, config.labelWidth(), config.embedding(), true)
                : null;
        labelTable = kind.equals("table") ? label.matrix("weight", config.labelWidth(), config.embedding()) : null;
        added = config.sizesWidth() == 0
                ? null
                : embedding(w.at("add_embedding"), config.pooledAndSizesWidth(), Activation.SILU);
        int width = channels[0];
        for (int i = 0; i <= last; i++) {
            down.add(downLevel(w.at("down_blocks").at(i), i, width));
            width = channels[i];
        }
        Weights middle = w.at("mid_block");
        ResnetBlock.Style style = config.style().dividedBy(config.extras().middleDivisor());
        UNetExtras.Middle between = config.extras().middle();
        boolean attends = between == UNetExtras.Middle.TRANSFORMER;
        middleFirst =
                between == UNetExtras.Middle.NONE ? null : new ResnetBlock(middle.at("resnets.0"), width, width, style);
        middleTransformer = attends ? transformer(middle.at("attentions.0"), last, false) : null;
        middleLast = attends ? new ResnetBlock(middle.at("resnets.1"), width, width, style) : null;
        for (int i = 0; i <= last; i++) {
            up.add(upLevel(w.at("up_blocks").at(i), i, width));
            width = channels[last - i];
        }
        normOut = new GroupNorm(
                w.at("conv_norm_out"),
                channels[0],
                config.style().groups(),
                config.style().eps());
        out = square(w.at("conv_out"), channels[0], config.out(), config.kernelOut());
    }

    /** Builds a UNet. */
    public static UNet build(Config c, Weights w) {
        return new UNet(c, w);
    }

    private static Conv square(Weights w, int in, int out, int kernel) {
        return new Conv(w, in, out, Window.square(kernel, 1, kernel / 2));
    }

    private TimestepEmbedding embedding(Weights w, int width, Activation activation) {
        return new TimestepEmbedding(w, width, config.embedding(), activation);
    }

    private PictureTransformer transformer(Weights w, int level, boolean onlyText) {
        return new PictureTransformer(
                w,
                config.channels()[level],
                config.transformerLayers()[level],
                config.heads()[level],
                config.contexts()[level],
                onlyText,
                config.style().groups());
    }

    private Level downLevel(Weights w, int level, int from) {
        int width = config.channels()[level];
        List<ResnetBlock> resnets = new ArrayList<>();
        List<PictureTransformer> transformers = new ArrayList<>();
        for (int j = 0; j < config.layers()[level]; j++) {
            resnets.add(new ResnetBlock(w.at("resnets").at(j), j == 0 ? from : width, width, config.style()));
            if (config.downCross()[level]) {
                transformers.add(transformer(
                        w.at("attentions").at(j), level, config.extras().onlyText()[level]));
            }
        }
        boolean isLast = level == config.levels() - 1;
        return new Level(resnets, transformers, isLast ? null : Resampling.half(w, width, config.downPad()));
    }

    private Level upLevel(Weights w, int i, int from) {
        int level = config.levels() - 1 - i;
        int width = config.channels()[level];
        int below = config.channels()[Math.max(0, level - 1)];
        int count = config.layers()[level] + 1;
        List<ResnetBlock> resnets = new ArrayList<>();
        List<PictureTransformer> transformers = new ArrayList<>();
        for (int j = 0; j < count; j++) {
            int skipped = j == count - 1 ? below : width;
            resnets.add(
                    new ResnetBlock(w.at("resnets").at(j), (j == 0 ? from : width) + skipped, width, config.style()));
            if (config.upCross()[i]) {
                transformers.add(transformer(
                        w.at("attentions").at(j), level, config.extras().onlyText()[level]));
            }
        }
        return new Level(resnets, transformers, level == 0 ? null : Resampling.behindLarger(w, width));
    }

    @Override
    public FeatureMap forward(FeatureMap sample, float[] timesteps, Condition condition, Observer observer) {
        if (sample.channels() != config.in()
                || timesteps.length != sample.grid().count()) {
            throw new IllegalArgumentException(
                    "the UNet takes %d channels (in_channels) and a timestep per picture, not %d and %d for %d"
                            .formatted(
                                    config.in(),
                                    sample.channels(),
                                    timesteps.length,
                                    sample.grid().count()));
        }
        if (condition.frames() < 1 || timesteps.length % condition.frames() != 0) {
            throw new IllegalArgumentException(
                    "%d pictures are no videos of %d frames".formatted(timesteps.length, condition.frames()));
        }
        Text said = condition.text();
        for (int i = 0; said != null && i < config.levels(); i++) {
            if (config.downCross()[i] && said.rows().dim(1) != config.contexts()[i]) {
                throw new IllegalArgumentException("texts of width %d for a UNet that takes %d (cross_attention_dim)"
                        .formatted(said.rows().dim(1), config.contexts()[i]));
            }
        }
        Tensor vector = vector(timesteps, condition, observer);
        FeatureMap h = in.apply(config.extras().centres() ? sample.with(ops.affine(sample.rows(), 2, -1)) : sample);
        observer.see("conv_in", h);
        Deque<FeatureMap> left = new ArrayDeque<>();
        left.push(h);
        for (int i = 0; i < down.size(); i++) {
            Level level = down.get(i);
            for (int j = 0; j < level.resnets.size(); j++) {
                h = level.apply(j, h, vector, condition);
                left.push(h);
            }
            if (level.resample != null) {
                h = level.resample.apply(h);
                left.push(h);
            }
            observer.see("down_blocks." + i, h);
        }
        if (middleFirst != null) {
            h = middleFirst.apply(h, vector);
            if (middleTransformer != null && middleLast != null) {
                h = middleLast.apply(middleTransformer.apply(h, condition), vector);
            }
            observer.see("mid_block", h);
        }
        for (int i = 0; i < up.size(); i++) {
            Level level = up.get(i);
            for (int j = 0; j < level.resnets.size(); j++) {
                h = level.apply(j, h.joined(ops, left.pop()), vector, condition);
            }
            if (level.resample != null) {
                Grid next = left.element().grid();
                h = Resampling.larger(ops, h, level.resample, next.height(), next.width());
            }
            observer.see("up_blocks." + i, h);
        }
        h = normOut.apply(h);
        return out.apply(h.with(ops.activate(config.style().activation(), h.rows())));
    }

    /** What all blocks are told: the timestep, and what else the model was trained with, [pictures, width]. */
    private Tensor vector(float[] timesteps, Condition condition, Observer observer) {
        Tensor vector =
                behind(config.extras().behindTime(), time.apply(config.waves().of(timesteps)));
        observe(observer, "time_embedding", vector);
        if (config.labelKind() != null) {
            Tensor label = ofEach(condition.frames(), label(needed(condition.label(), "a label")));
            observe(observer, "class_embedding", label);
            vector = config.labelBeside() ? ops.concat(List.of(vector, label)) : ops.add(vector, label);
        }
        if (added != null) {
            Tensor sizes = needed(condition.sizes(), "sizes");
            TimestepEmbedding.Waves waves = new TimestepEmbedding.Waves(
                    config.sizesWidth(),
                    config.waves().cosineFirst(),
                    config.waves().shift());
            Tensor more = waves.of(sizes.toFloats()).reshape(sizes.dim(0), (long) sizes.dim(1) * config.sizesWidth());
            Tensor both = added.apply(ops.concat(List.of(needed(condition.pooled(), "a pooled text"), more)));
            observe(observer, "add_embedding", both);
            vector = ops.add(vector, ofEach(condition.frames(), both));
        }
        return behind(config.extras().behindAll(), vector);
    }

    private Tensor behind(@Nullable Activation function, Tensor x) {
        return function == null ? x : ops.activate(function, x);
    }

    /** What is said of videos, for each of their frames. */
    private Tensor ofEach(int frames, Tensor videos) {
        if (frames == 1) {
            return videos;
        }
        int[] rows = new int[videos.dim(0) * frames];
        Arrays.setAll(rows, i -> i / frames);
        return ops.gatherRows(videos, rows);
    }

    private Tensor label(Tensor given) {
        if (labelLinear != null) {
            return labelLinear.apply(given);
        }
        if (labelTable != null) {
            float[] values = given.toFloats();
            int[] ids = new int[values.length];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = Math.round(values[i]);
            }
            return ops.embedding(labelTable, ids);
        }
        if (labelMlp == null) {
            return given;
        }
        boolean isNumber = "timestep".equals(config.labelKind());
        return labelMlp.apply(isNumber ? config.waves().of(given.toFloats()) : given);
    }

    private static Tensor needed(@Nullable Tensor given, String what) {
        if (given == null) {
            throw new FormatException(String.format(
                    Locale.ROOT,
                    "this UNet was trained with %s for each picture and needs it (class_embed_type, num_class_embeds, addition_embed_type)",
                    what));
        }
        return given;
    }

    private static void observe(Observer observer, String name, Tensor vectors) {
        observer.see(name, new FeatureMap(vectors, new Grid(vectors.dim(0), 1, 1)));
    }

    @Override
    public int channels() {
        return config.in();
    }

    @Override
    public int outChannels() {
        return config.out();
    }

    @Override
    public int sampleSize() {
        return config.sampleSize();
    }

    @Override
    public Backend ops() {
        return ops;
    }
}
