package org.menura.train.task;

import org.menura.model.Config;
import org.menura.model.diffusion.Autoencoder;
import org.menura.model.diffusion.Denoiser;
import org.menura.model.diffusion.Scheduler;

/**
 * A latent diffusion model that generates images from texts.
 *
 * @param denoiser the denoiser, which is trained
 * @param autoencoder the frozen autoencoder, in whose latents the denoiser works
 * @param conditions the text conditions of the denoiser
 * @param noise a {@code scheduler_config.json}
 */
public record DiffusionModel(Denoiser denoiser, Autoencoder autoencoder, Conditions conditions, Config noise) {
    /** Makes the noise scheduler of training, which also gives the denoiser's prediction type. */
    public Scheduler scheduler() {
        return Scheduler.of(noise);
    }

    /** Returns the height and width of its images. */
    public int size() {
        return denoiser.sampleSize() * autoencoder.factor();
    }
}
