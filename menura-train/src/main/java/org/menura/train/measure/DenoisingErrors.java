package org.menura.train.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.menura.data.Examples;
import org.menura.model.diffusion.Scheduler;
import org.menura.tensor.Backend;
import org.menura.train.media.AugmentedImage;
import org.menura.train.objective.DenoisingLoss;
import org.menura.train.objective.Doubles;
import org.menura.train.task.DiffusionModel;
import org.menura.train.task.Latents;
import org.menura.train.task.Noised;

/**
 * The denoising loss on held-out images: the training loss without weights, with the same noise and the same timesteps
 * each time.
 *
 * @param model the latent diffusion model
 * @param latents of the images
 * @param examples held-out images, by source
 * @param perBatch images per batch
 */
public record DenoisingErrors(
        DiffusionModel model, Latents latents, List<Examples<List<AugmentedImage>>> examples, int perBatch)
        implements Metric {
    @Override
    public SequencedMap<String, Double> now() {
        Scheduler scheduler = model.scheduler();
        List<double[]> losses = new ArrayList<>();
        Reconstruction.each(examples, perBatch, Long.MAX_VALUE, (_, looks) -> {
            Noised noised = Noised.of(looks, latents, scheduler, Noised::uniform, 0);
            Backend ops = model.denoiser().ops();
            try (Backend.Scope _ = ops.scope()) {
                double[] said = Doubles.of(model.denoiser()
                        .forward(
                                noised.sample(),
                                noised.timesteps(),
                                model.conditions().of(noised.texts()))
                        .rows());
                double loss = DenoisingLoss.of(said, noised.wanted(), null, looks.size())
                        .loss();
                losses.add(new double[] {loss, looks.size()});
            }
        });
        double sum = 0;
        double count = 0;
        for (double[] one : losses) {
            sum += one[0] * one[1];
            count += one[1];
        }
        SequencedMap<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("loss", sum / count);
        metrics.put("pictures", count);
        return metrics;
    }
}
