package org.menura.train.task;

import org.menura.model.Config;
import org.menura.model.diffusion.Autoencoder;
import org.menura.model.diffusion.Denoiser;
import org.menura.model.diffusion.Scheduler;

/**
 * What draws pictures of texts.
 *
 * @param denoiser what learns
 * @param autoencoder in whose latents it works; it learns nothing
 * @param conditions what it is told of texts
 * @param noise a {@code scheduler_config.json}
 */
public record DiffusionModel(Denoiser denoiser, Autoencoder autoencoder, Conditions conditions, Config noise) {
    /** The noise of training, and what the denoiser is to say. */
    public Scheduler scheduler() {
        return Scheduler.of(noise);
    }

    /** Height and width of its pictures. */
    public int size() {
        return denoiser.sampleSize() * autoencoder.factor();
    }
}
