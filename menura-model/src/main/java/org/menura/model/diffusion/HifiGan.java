package org.menura.model.diffusion;

import java.util.ArrayList;
import java.util.List;
import org.menura.model.Config;
import org.menura.model.Model;
import org.menura.model.layer.Conv;
import org.menura.model.layer.FeatureMap;
import org.menura.model.weights.Init;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.Backend;
import org.menura.tensor.Grid;
import org.menura.tensor.Tensor;
import org.menura.tensor.Window;

/**
 * HiFi-GAN's generator (arXiv 2010.05646), which turns log-mel spectrograms into waveforms. Called {@code
 * SpeechT5HifiGan} by transformers.
 */
public final class HifiGan implements Model {
    /** Outermost kernels. */
    private static final int KERNEL = 7;

    /** Slope of the last function, which has PyTorch's default and not the config's. */
    private static final float LAST_SLOPE = 0.01f;

    private final Backend ops;
    private final HifiGanConfig config;
    private final Tensor mean; // [mels]
    private final Tensor scale; // [mels]
    private final Conv first;
    private final List<Larger> stages = new ArrayList<>();
    private final Conv last;

    /**
     * The model's hyperparameters.
     *
     * @param mels bins of the spectrogram
     * @param width channels before the first stage
     * @param rates samples that each stage makes of one
     * @param kernels of the stages
     * @param blockKernels of the residual blocks beside each other
     * @param dilations of the layers of each residual block
     */
    record HifiGanConfig(
            int mels,
            int width,
            int[] rates,
            int[] kernels,
            int[] blockKernels,
            List<int[]> dilations,
            float slope,
            boolean normalizes,
            int sampleRate) {
        static HifiGanConfig of(Config c) {
            int[] rates = positives(c, "upsample_rates", 4, 4, 4, 4);
            int[] kernels = positives(c, "upsample_kernel_sizes", 8, 8, 8, 8);
            int[] blockKernels = positives(c, "resblock_kernel_sizes", 3, 7, 11);
            List<int[]> dilations = new ArrayList<>();
            c.raw("resblock_dilation_sizes").forEach(d -> {
                int[] own = new int[d.size()];
                for (int i = 0; i < own.length; i++) {
                    own[i] = Math.max(1, d.get(i).asInt());
                }
                dilations.add(own);
            });
            while (!c.has("resblock_dilation_sizes") && dilations.size() < blockKernels.length) {
                dilations.add(new int[] {1, 3, 5});
            }
            int width = c.positive("upsample_initial_channel", 512);
            boolean fits = rates.length == kernels.length
                    && dilations.size() == blockKernels.length
                    && width >> rates.length > 0;
            for (int i = 0; fits && i < rates.length; i++) {
                fits = kernels[i] >= rates[i];
            }
            if (!fits) {
                throw c.unsupported(
                        "upsample_rates",
                        "as many kernels, none smaller than its rate, and dilations for each block's kernel");
            }
            return new HifiGanConfig(
                    c.positive("model_in_dim", 80),
                    width,
                    rates,
                    kernels,
                    blockKernels,
                    dilations,
                    c.number("leaky_relu_slope", 0.1),
                    c.flag("normalize_before", true),
                    c.positive("sampling_rate", 16000));
        }

        private static int[] positives(Config c, String name, int... fallback) {
            int[] values = c.has(name) ? c.ids(name) : fallback;
            for (int v : values) {
                if (v < 1) {
                    throw c.unsupported(name, "its entries must be at least 1");
                }
            }
            return values;
        }
    }

    /** A stage: a transposed convolution, and the mean of residual blocks that see stretches of different length. */
    private final class Larger {
        private final Window window;
        private final Tensor weight; // [in, in / 2, kernel]
        private final Tensor bias; // [in / 2]
        private final List<List<Conv>> dilated = new ArrayList<>();
        private final List<List<Conv>> plain = new ArrayList<>();

        Larger(Weights w, int stage) {
            int in = config.width >> stage;
            int kernel = config.kernels[stage];
            int rate = config.rates[stage];
            window = Window.line(kernel, rate, (kernel - rate) / 2, 1);
            Weights own = w.at("upsampler").at(stage);
            weight = own.kernel("weight", in, in / 2, kernel);
            bias = own.zeros("bias", in / 2);
            for (int j = 0; j < config.blockKernels.length; j++) {
                Weights block = w.at("resblocks").at(stage * config.blockKernels.length + j);
                List<Conv> wide = new ArrayList<>();
                List<Conv> narrow = new ArrayList<>();
                for (int i = 0; i < config.dilations.get(j).length; i++) {
                    int dilation = config.dilations.get(j)[i];
                    wide.add(along(block.at("convs1").at(i), in / 2, config.blockKernels[j], dilation));
                    narrow.add(along(block.at("convs2").at(i), in / 2, config.blockKernels[j], 1));
                }
                dilated.add(wide);
                plain.add(narrow);
            }
        }

        private static Conv along(Weights w, int channels, int kernel, int dilation) {
            return Conv.alongTime(w, channels, channels, kernel, dilation);
        }

        FeatureMap apply(FeatureMap x) {
            Grid longer = window.transposed(x.grid(), 0, 0);
            Tensor h = leaky(x.rows(), config.slope);
            FeatureMap y = new FeatureMap(ops.convTransposed(h, weight, bias, x.grid(), window, longer, 1), longer);
            Tensor sum = block(0, y);
            for (int j = 1; j < dilated.size(); j++) {
                sum = ops.add(sum, block(j, y));
            }
            return y.with(ops.affine(sum, 1f / dilated.size(), 0));
        }

        private Tensor block(int j, FeatureMap x) {
            FeatureMap h = x;
            for (int i = 0; i < dilated.get(j).size(); i++) {
                FeatureMap y = dilated.get(j).get(i).apply(h.with(leaky(h.rows(), config.slope)));
                y = plain.get(j).get(i).apply(y.with(leaky(y.rows(), config.slope)));
                h = h.with(ops.add(h.rows(), y.rows()));
            }
            return h.rows();
        }
    }

    private HifiGan(Config c, Weights w) {
        ops = w.ops();
        config = HifiGanConfig.of(c);
        mean = w.zeros("mean", config.mels);
        scale = w.floats("scale", Init.ones(), config.mels);
        first = Conv.alongTime(w.at("conv_pre"), config.mels, config.width, KERNEL, 1);
        for (int i = 0; i < config.rates.length; i++) {
            stages.add(new Larger(w, i));
        }
        last = Conv.alongTime(w.at("conv_post"), config.width >> config.rates.length, 1, KERNEL, 1);
    }

    /** Builds a vocoder. */
    public static HifiGan build(Config c, Weights w) {
        return new HifiGan(c, w);
    }

    /** x where that is positive, and {@code slope · x} where it is not. */
    private Tensor leaky(Tensor x, float slope) {
        return ops.add(ops.affine(x, slope, 0), ops.affine(ops.activate(Activation.RELU, x), 1 - slope, 0));
    }

    /**
     * Waveforms of spectrograms.
     *
     * @param spectrograms log-mel bins per frame, one line for each signal
     * @return samples from -1 to 1, one channel, as many for each frame as the rates say
     */
    public FeatureMap apply(FeatureMap spectrograms) {
        if (spectrograms.channels() != mean.elements()) {
            throw new IllegalArgumentException("spectrograms of %d bands for a vocoder that takes %d (model_in_dim)"
                    .formatted(spectrograms.channels(), mean.elements()));
        }
        FeatureMap h = spectrograms;
        if (config.normalizes) {
            float[] inverse = scale.toFloats();
            for (int i = 0; i < inverse.length; i++) {
                inverse[i] = 1 / inverse[i];
            }
            h = h.with(ops.mul(ops.sub(h.rows(), mean), Tensor.of(inverse, inverse.length)));
        }
        h = first.apply(h);
        for (Larger stage : stages) {
            h = h.through(ops, stage::apply);
        }
        h = last.apply(h.with(leaky(h.rows(), LAST_SLOPE)));
        return h.with(ops.activate(Activation.TANH, h.rows()));
    }

    /** Returns the sample rate of the waveforms. */
    public int sampleRate() {
        return config.sampleRate;
    }

    /** Bins of the spectrograms. */
    public int mels() {
        return config.mels;
    }

    /** Returns the number of samples of each frame. */
    public int samplesPerFrame() {
        int all = 1;
        for (int rate : config.rates) {
            all *= rate;
        }
        return all;
    }
}
