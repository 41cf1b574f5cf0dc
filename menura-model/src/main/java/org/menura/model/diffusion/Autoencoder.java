package org.menura.model.diffusion;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.model.Config;
import org.menura.model.Model;
import org.menura.model.layer.Conv;
import org.menura.model.layer.FeatureMap;
import org.menura.model.layer.GroupNorm;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;
import org.menura.tensor.Window;

/**
 * The autoencoder of latent diffusion (arXiv 2112.10752, section 3.1), between pictures and smaller ones of more
 * channels, in which denoisers work. Called {@code AutoencoderKL} by diffusers.
 */
public final class Autoencoder implements Model {
    private static final float LOWEST = -30;
    private static final float HIGHEST = 20;

    private final Backend ops;
    private final AutoencoderConfig config;
    private final Half encoder;
    private final Half decoder;
    private final @Nullable Conv quant;
    private final @Nullable Conv postQuant;

    /**
     * The encoder's distribution of an image's latent: normal numbers, independent of each other.
     *
     * @param mean of each element of the latent
     * @param logVariance of each element of the latent
     */
    public record Latent(FeatureMap mean, FeatureMap logVariance) {
        /** Samples a latent, given standard normal numbers in the order of rows. */
        public FeatureMap sample(Backend ops, Tensor noise) {
            Tensor deviation = ops.activate(Activation.EXP, ops.affine(logVariance.rows(), 0.5f, 0));
            return mean.with(ops.add(mean.rows(), ops.mul(noise, deviation)));
        }
    }

    /** The encoder or the decoder. */
    private final class Half {
        private final Conv in;
        private final List<List<ResnetBlock>> levels = new ArrayList<>();
        private final List<Conv> resamplers = new ArrayList<>();
        private final ResnetBlock middleFirst;
        private final @Nullable SpatialAttention middleAttention;
        private final ResnetBlock middleLast;
        private final GroupNorm normOut;
        private final Conv out;
        private final boolean encodes;

        Half(Weights w, boolean encodes) {
            this.encodes = encodes;
            int[] channels = config.channels();
            int last = channels.length - 1;
            int smallest = channels[last];
            ResnetBlock.Style style = config.style();
            int width = encodes ? channels[0] : smallest;
            in = conv(w.at("conv_in"), encodes ? config.in() : config.latent(), width);
            for (int i = 0; i <= last; i++) {
                Weights level = w.at(encodes ? "down_blocks" : "up_blocks").at(i);
                int to = channels[encodes ? i : last - i];
                List<ResnetBlock> resnets = new ArrayList<>();
                for (int j = 0; j < config.layers() + (encodes ? 0 : 1); j++) {
                    resnets.add(new ResnetBlock(level.at("resnets").at(j), j == 0 ? width : to, to, style));
                }
                levels.add(resnets);
                if (i < last) {
                    resamplers.add(encodes ? Resampling.half(level, to, 0) : Resampling.behindLarger(level, to));
                }
                width = to;
            }
            Weights middle = w.at("mid_block");
            middleFirst = new ResnetBlock(middle.at("resnets.0"), smallest, smallest, style);
            middleAttention = config.attends()
                    ? new SpatialAttention(middle.at("attentions.0"), smallest, config.groups(), AutoencoderConfig.EPS)
                    : null;
            middleLast = new ResnetBlock(middle.at("resnets.1"), smallest, smallest, style);
            normOut = new GroupNorm(w.at("conv_norm_out"), width, config.groups(), AutoencoderConfig.EPS);
            out = conv(w.at("conv_out"), width, encodes ? 2 * config.latent() : config.out());
        }

        private static Conv conv(Weights w, int from, int to) {
            return new Conv(w, from, to, Window.square(3, 1, 1));
        }

        FeatureMap apply(FeatureMap x) {
            FeatureMap h = in.apply(x);
            h = encodes ? middle(levels(h)) : levels(middle(h));
            h = normOut.apply(h);
            // Before the last convolution the reference has SiLU whatever act_fn says.
            return out.apply(h.with(ops.activate(Activation.SILU, h.rows())));
        }

        private FeatureMap middle(FeatureMap x) {
            FeatureMap h = middleFirst.apply(x, null);
            return middleLast.apply(middleAttention == null ? h : middleAttention.apply(h), null);
        }

        private FeatureMap levels(FeatureMap x) {
            FeatureMap h = x;
            for (int i = 0; i < levels.size(); i++) {
                for (ResnetBlock block : levels.get(i)) {
                    h = block.apply(h, null);
                }
                if (i < resamplers.size()) {
                    Conv conv = resamplers.get(i);
                    h = encodes
                            ? conv.apply(h)
                            : Resampling.larger(
                                    ops,
                                    h,
                                    conv,
                                    2 * h.grid().height(),
                                    2 * h.grid().width());
                }
            }
            return h;
        }
    }

    private Autoencoder(Config c, Weights w) {
        ops = w.ops();
        config = AutoencoderConfig.of(c);
        encoder = new Half(w.at("encoder"), true);
        decoder = new Half(w.at("decoder"), false);
        Window point = Window.square(1, 1, 0);
        int both = 2 * config.latent();
        quant = config.quant() ? new Conv(w.at("quant_conv"), both, both, point) : null;
        postQuant =
                config.postQuant() ? new Conv(w.at("post_quant_conv"), config.latent(), config.latent(), point) : null;
    }

    /** Builds an autoencoder. */
    public static Autoencoder build(Config c, Weights w) {
        return new Autoencoder(c, w);
    }

    /**
     * Encodes pictures.
     *
     * @param pictures of values from -1 to 1, their sizes multiples of {@link #factor}
     */
    public Latent encode(FeatureMap pictures) {
        FeatureMap h = encoder.apply(pictures);
        Tensor moments = (quant == null ? h : quant.apply(h)).rows();
        int n = config.latent();
        Tensor logVariance = ops.clamp(ops.columns(moments, n, 2 * n), LOWEST, HIGHEST);
        return new Latent(h.with(ops.columns(moments, 0, n)), h.with(logVariance));
    }

    /** Decodes latents, as {@link #encode} gives them, to pictures of values around -1 to 1. */
    public FeatureMap decode(FeatureMap latent) {
        return decoder.apply(postQuant == null ? latent : postQuant.apply(latent));
    }

    /** Latents as a denoiser has them. */
    public FeatureMap scaled(FeatureMap latent) {
        return latent.with(ops.affine(latent.rows(), config.scale(), 0));
    }

    /** Latents as {@link #decode} wants them, of a denoiser's. */
    public FeatureMap unscaled(FeatureMap latent) {
        return latent.with(ops.affine(latent.rows(), 1 / config.scale(), 0));
    }

    /** Returns the factor by which a latent is smaller than its image, in both directions. */
    public int factor() {
        return 1 << (config.channels().length - 1);
    }

    /** Returns the number of channels of a latent. */
    public int latentChannels() {
        return config.latent();
    }

    /** Returns the height and width of the images that it is made for. */
    public int sampleSize() {
        return config.sampleSize();
    }

    /** Returns the backend that the model computes with. */
    public Backend ops() {
        return ops;
    }

    /** Returns the number of channels of an image. */
    public int channels() {
        return config.in();
    }
}
