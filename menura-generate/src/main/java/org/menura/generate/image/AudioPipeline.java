package org.menura.generate.image;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.format.tokenizer.Tokenizers;
import org.menura.model.ForwardBatch;
import org.menura.model.TextEncoder;
import org.menura.model.diffusion.Autoencoder;
import org.menura.model.diffusion.Denoiser;
import org.menura.model.diffusion.HifiGan;
import org.menura.model.diffusion.Scheduler;
import org.menura.model.diffusion.SolverState;
import org.menura.model.layer.FeatureMap;
import org.menura.model.load.DiffusersFolder;
import org.menura.model.load.ModelKind;
import org.menura.model.load.Models;
import org.menura.tensor.Backend;
import org.menura.tensor.Grid;
import org.menura.tensor.Tensor;

/**
 * A text-to-audio pipeline: AudioLDM (arXiv 2301.12503), latent diffusion of spectrograms, which a vocoder turns into
 * waveforms.
 */
public final class AudioPipeline {
    private static final float LEAST_LENGTH = 1e-12f;

    private final Backend ops;
    private final DiffusersFolder folder;
    private final TextEncoder encoder;
    private final Denoiser denoiser;
    private final Autoencoder autoencoder;
    private final HifiGan vocoder;
    private final Scheduler scheduler;

    private AudioPipeline(DiffusersFolder folder, Backend ops) {
        this.ops = ops;
        this.folder = folder;
        this.encoder = Models.open(ModelKind.TEXT_ENCODER, folder.model("text_encoder"), ops);
        this.denoiser = Models.open(ModelKind.DENOISER, folder.model("unet"), ops);
        this.autoencoder = Models.open(ModelKind.AUTOENCODER, folder.model("vae"), ops);
        this.vocoder = Models.open(ModelKind.VOCODER, folder.model("vocoder"), ops);
        this.scheduler = Scheduler.of(folder.scheduler());
    }

    /**
     * Opens a pipeline in a folder with a {@code model_index.json}.
     *
     * @throws FormatException if it is none of a model that makes sounds of texts
     */
    public static AudioPipeline open(Path folder, Backend ops) {
        if (!DiffusersFolder.is(folder)) {
            throw new FormatException(
                    "%s makes no sounds: the folder of an AudioLDMPipeline is needed, with its model_index.json"
                            .formatted(folder));
        }
        DiffusersFolder parts = DiffusersFolder.open(folder);
        if (!parts.pipeline().equals("AudioLDMPipeline")) {
            throw new FormatException("%s is a %s, which does not make sounds of texts; an AudioLDMPipeline does"
                    .formatted(folder, parts.pipeline()));
        }
        return new AudioPipeline(parts, ops);
    }

    /** Encodes prompts into token ids, one after the other; of one that is too long its start, and the end of text. */
    public int[][] ids(List<String> prompts) {
        Tokenizer tokenizer = Tokenizers.fromFolder(folder.folder("tokenizer"));
        return prompts.stream()
                .map(p -> fitted(tokenizer.encode(p, true, false)))
                .toArray(int[][]::new);
    }

    private int[] fitted(int[] ids) {
        int most = encoder.contextLength();
        if (ids.length <= most) {
            return ids;
        }
        int[] out = Arrays.copyOf(ids, most);
        out[most - 1] = ids[ids.length - 1];
        return out;
    }

    /** Computes the denoiser's conditions of prompts: a text embedding of length 1 each. */
    public Tensor labels(int[][] ids) {
        ForwardBatch step = ForwardBatch.whole(ids);
        step = step.withPositions(
                Arrays.stream(step.positions()).map(encoder::position).toArray());
        Tensor vectors = encoder.outputs(encoder.encode(step), step).get("text_embeds");
        if (vectors == null) {
            throw new FormatException(folder.path() + ": the text encoder has no projection, which AudioLDM needs");
        }
        return ops.l2Normalize(vectors, LEAST_LENGTH);
    }

    /** Returns the sample rate. */
    public int sampleRate() {
        return vocoder.sampleRate();
    }

    /** Returns the grid of the latents of so many seconds: time down, pitch across. */
    public Grid grid(double seconds) {
        int factor = autoencoder.factor();
        // Divided as the reference does it: 29 frames of 10 ms are 28 to it, and lengths of latents hang on that.
        int frames = (int) (seconds / ((double) vocoder.samplesPerFrame() / vocoder.sampleRate()));
        if (frames < 1) {
            throw new FormatException(String.format(Locale.ROOT, "%s seconds are less than a frame", seconds));
        }
        return new Grid(1, Math.ceilDiv(frames, factor), vocoder.mels() / factor);
    }

    /**
     * Generates the latent of a spectrogram by denoising.
     *
     * @param labels with guidance two conditions, of the negative prompt and of the prompt; otherwise one
     * @param start standard normal numbers, in the order of rows; null to draw them
     */
    public FeatureMap latent(
            Tensor labels,
            Grid grid,
            float @Nullable [] start,
            int steps,
            double guidance,
            long seed,
            Denoising.Progress progress) {
        Denoising walk = new Denoising(denoiser, Denoiser.Condition.of(labels), guidance, seed);
        SolverState way = scheduler.begin(steps);
        int channels = autoencoder.latentChannels();
        float[] noise = start == null ? walk.noise(grid.rows() * channels) : start;
        Tensor rows = Tensor.of(SolverState.mix(way.noiseScale(), noise, 0, noise), grid.rows(), channels);
        return walk.walk(way, 0, new FeatureMap(rows, grid), null, (_, sample) -> sample, progress);
    }

    /** Decodes a latent into a log-mel spectrogram: one channel, time down, pitch across. */
    public FeatureMap spectrogram(FeatureMap latent) {
        return autoencoder.decode(autoencoder.unscaled(latent));
    }

    /** Computes the waveform of a spectrogram with the vocoder. */
    public float[] waveform(FeatureMap spectrogram) {
        Grid grid = spectrogram.grid();
        Tensor frames = spectrogram.rows().reshape(grid.height(), grid.width());
        return vocoder.apply(new FeatureMap(frames, Grid.line(1, grid.height())))
                .rows()
                .toFloats();
    }

    /** Generates audio, of samples from -1 to 1. */
    public float[] make(AudioRequest request, Denoising.Progress progress) {
        double guidance = request.guidance();
        List<String> prompts =
                Denoising.guides(guidance) ? List.of(request.negative(), request.prompt()) : List.of(request.prompt());
        Tensor labels = labels(ids(prompts));
        Grid grid = grid(request.seconds());
        FeatureMap latent = latent(labels, grid, null, request.steps(), guidance, request.seed(), progress);
        float[] all = waveform(spectrogram(latent));
        return Arrays.copyOf(all, Math.min(all.length, (int) (request.seconds() * sampleRate())));
    }
}
