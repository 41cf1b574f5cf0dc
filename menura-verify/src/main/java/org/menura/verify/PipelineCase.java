package org.menura.verify;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.menura.format.Checkpoint;
import org.menura.generate.image.AudioPipeline;
import org.menura.generate.image.Denoising;
import org.menura.generate.image.TextConditions;
import org.menura.model.diffusion.Autoencoder;
import org.menura.model.diffusion.Denoiser;
import org.menura.model.diffusion.Scheduler;
import org.menura.model.diffusion.SolverState;
import org.menura.model.layer.FeatureMap;
import org.menura.model.load.DiffusersFolder;
import org.menura.model.load.ModelKind;
import org.menura.model.load.Models;
import org.menura.model.load.PipelineParts;
import org.menura.tensor.Backend;
import org.menura.tensor.Grid;
import org.menura.tensor.Tensor;

/** Recorded runs of whole generators: {@code kind: sd-pipeline} and {@code audioldm}. */
final class PipelineCase {
    private final Checkpoint golden;
    private final List<Check> checks = new ArrayList<>();
    private float[] latents = new float[0];

    private PipelineCase(Checkpoint golden) {
        this.golden = golden;
    }

    static List<Check> stableDiffusion(Path path, CaseSettings settings, Checkpoint golden, Backend ops) {
        PipelineCase c = new PipelineCase(golden);
        DiffusersFolder folder = DiffusersFolder.open(path);
        String prompt = settings.text("prompt", "");
        String negative = settings.text("negative_prompt", "");
        double guidance = settings.number("guidance_scale");
        PipelineParts parts = PipelineParts.of(folder, adapters(path, settings));
        TextConditions texts = new TextConditions(parts, ops);
        c.ids("prompt_ids", texts.ids(prompt));
        c.ids("negative_prompt_ids", texts.ids(negative));
        FeatureMap start = DiffusionCase.pictures(golden.tensor("latents"));
        Autoencoder autoencoder = Models.open(ModelKind.AUTOENCODER, parts.model("vae"), ops);
        int factor = autoencoder.factor();
        settings.ignore("num_images_per_prompt"); // as many as there are latents
        int images = start.grid().count();
        List<String> prompts = Collections.nCopies(images, prompt);
        List<String> both = Stream.of(Collections.nCopies(images, negative), prompts)
                .flatMap(List::stream)
                .toList();
        int width = start.grid().width() * factor;
        int height = start.grid().height() * factor;
        boolean given = settings.has("negative_prompt");
        Denoiser.Condition condition = texts.of(both, i -> i < images && !given, width, height);
        Denoiser.Text text = condition.text();
        if (text != null) {
            int half = text.segments().start(images);
            c.values("negative_prompt_embeds", text.rows().rows(0, half).toFloats());
            c.values("prompt_embeds", text.rows().rows(half, 2L * half).toFloats());
        }
        if (!Denoising.guides(guidance)) {
            condition = texts.of(prompts, _ -> false, width, height);
        }
        if (settings.number("eta", 0) != 0) {
            throw settings.unsupported("eta", "supported: 0; the noise of others is not recorded");
        }
        SolverState way = Scheduler.of(folder.scheduler()).begin(settings.integer("steps"));
        c.values("timesteps", way.timesteps());
        Tensor scaled = ops.affine(start.rows(), way.noiseScale(), 0);
        FeatureMap latent = new Denoising(
                        Models.open(ModelKind.DENOISER, parts.model("unet"), ops), condition, guidance, 0)
                .walk(way, 0, start.with(scaled), null, (_, sample) -> sample, c::keep);
        c.values("latents_per_step", c.latents);
        float[] image = autoencoder.decode(autoencoder.unscaled(latent)).channelsFirst();
        for (int i = 0; i < image.length; i++) {
            image[i] = Math.clamp(image[i] / 2 + 0.5f, 0, 1);
        }
        c.values("image", image);
        return c.checks;
    }

    /** LoRAs in the folder, files and how much of each there is to be: {@code "adapters": {"ink.safetensors": 0.5}}. */
    private static Map<Path, Float> adapters(Path path, CaseSettings settings) {
        Map<Path, Float> out = new LinkedHashMap<>();
        settings.raw("adapters")
                .properties()
                .forEach(e -> out.put(path.resolve(e.getKey()), e.getValue().floatValue()));
        return out;
    }

    static List<Check> audioLdm(Path path, CaseSettings settings, Checkpoint golden, Backend ops) {
        PipelineCase c = new PipelineCase(golden);
        AudioPipeline maker = AudioPipeline.open(path, ops);
        int[][] negative =
                Batch.of(golden, "negative_prompt_ids", "negative_prompt_mask").ids();
        int[][] prompt = Batch.of(golden, "prompt_ids", "prompt_mask").ids();
        Tensor labels = maker.labels(new int[][] {negative[0], prompt[0]});
        c.values("negative_prompt_embeds", labels.rows(0, 1).toFloats());
        c.values("prompt_embeds", labels.rows(1, 2).toFloats());
        double seconds = settings.number("audio_length_in_s");
        Grid grid = maker.grid(seconds);
        float[] start =
                DiffusionCase.pictures(golden.tensor("latents.start")).rows().toFloats();
        double guidance = settings.number("guidance_scale");
        Tensor told = Denoising.guides(guidance) ? labels : labels.rows(1, 2).toHeap();
        FeatureMap latent = maker.latent(told, grid, start, settings.integer("steps"), guidance, 0, c::keep);
        // The reference tells of no steps that a scheduler takes to warm up.
        int shown = Math.min(
                c.latents.length, (int) golden.tensor("latents_per_step").elements());
        c.values("latents_per_step", Arrays.copyOfRange(c.latents, c.latents.length - shown, c.latents.length));
        FeatureMap mel = maker.spectrogram(latent);
        c.values("mel", mel.channelsFirst());
        float[] waveform = maker.waveform(mel);
        c.values("waveform", Arrays.copyOf(waveform, (int)
                golden.tensor("waveform").elements()));
        return c.checks;
    }

    private void keep(int steps, int of, FeatureMap sample) {
        float[] next = sample.channelsFirst();
        float[] all = Arrays.copyOf(latents, latents.length + next.length);
        System.arraycopy(next, 0, all, latents.length, next.length);
        latents = all;
    }

    private void ids(String name, int[] actual) {
        checks.add(Check.ids(name, actual, golden.tensor(name).toLongs()));
    }

    private void values(String name, float[] actual) {
        checks.add(Check.values(name, actual, golden.tensor(name).toFloats(), Check.LOGITS, 1));
    }
}
