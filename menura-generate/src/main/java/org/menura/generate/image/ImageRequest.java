package org.menura.generate.image;

import org.jspecify.annotations.Nullable;
import org.menura.format.image.Image;

/**
 * The prompt, size and denoising parameters of an image to generate.
 *
 * @param prompt text of what is to be seen
 * @param negative the negative prompt, of what is not to be seen; may be empty
 * @param steps number of denoising steps of the scheduler
 * @param guidance scale of classifier-free guidance, which says how closely the prompt is followed (arXiv 2207.12598);
 *     1 or less for no guidance
 * @param seed the seed of the random numbers
 * @param width the width of the image in pixels; 0 for what the model was trained with
 * @param height the height of the image in pixels; 0 for what the model was trained with
 * @param scheduler one of {@link org.menura.model.diffusion.Scheduler#names}; null for the model's own
 * @param start an image to begin with (arXiv 2108.01073); null for noise
 * @param strength share of the denoising steps that are done from the first image, above 0 to 1
 * @param mask white where the first image is to be drawn anew; null for everywhere
 * @param clipSkip number of the text encoder's last layers that the prompt doesn't go through, as {@code clip_skip} in
 *     diffusers
 */
public record ImageRequest(
        String prompt,
        String negative,
        int steps,
        double guidance,
        long seed,
        int width,
        int height,
        @Nullable String scheduler,
        @Nullable Image start,
        double strength,
        @Nullable Image mask,
        int clipSkip) {
    private static final int STEPS = 30;
    private static final double GUIDANCE = 7.5;
    private static final double STRENGTH = 0.8;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one makes no sense
     */
    public ImageRequest {
        if (steps < 1) {
            throw new IllegalArgumentException("steps must be at least 1, not " + steps);
        }
        if (!(guidance >= 0) || Double.isInfinite(guidance)) {
            throw new IllegalArgumentException("guidance must be at least 0, not " + guidance);
        }
        if (!(strength > 0 && strength <= 1)) {
            throw new IllegalArgumentException("strength must be above 0 and at most 1, not " + strength);
        }
        if (clipSkip < 0) {
            throw new IllegalArgumentException("the layers to leave out must be at least 0, not " + clipSkip);
        }
        if (mask != null && start == null) {
            throw new IllegalArgumentException("a mask needs a picture that it belongs to");
        }
    }

    /** Returns a request for an image of a prompt, with the default parameters. */
    public static ImageRequest of(String prompt) {
        return new ImageRequest(prompt, "", STEPS, GUIDANCE, 0, 0, 0, null, null, STRENGTH, null, 0);
    }

    /** Returns a copy with another negative prompt. */
    public ImageRequest withNegative(String text) {
        return new ImageRequest(
                prompt, text, steps, guidance, seed, width, height, scheduler, start, strength, mask, clipSkip);
    }

    /** Returns a copy with another number of denoising steps. */
    public ImageRequest withSteps(int count) {
        return new ImageRequest(
                prompt, negative, count, guidance, seed, width, height, scheduler, start, strength, mask, clipSkip);
    }

    /** Returns a copy with another guidance scale. */
    public ImageRequest withGuidance(double scale) {
        return new ImageRequest(
                prompt, negative, steps, scale, seed, width, height, scheduler, start, strength, mask, clipSkip);
    }

    /** Returns a copy with another seed. */
    public ImageRequest withSeed(long number) {
        return new ImageRequest(
                prompt, negative, steps, guidance, number, width, height, scheduler, start, strength, mask, clipSkip);
    }

    /** Returns a copy with another size in pixels. */
    public ImageRequest withSize(int newWidth, int newHeight) {
        return new ImageRequest(
                prompt, negative, steps, guidance, seed, newWidth, newHeight, scheduler, start, strength, mask,
                clipSkip);
    }

    /** Returns a copy with another scheduler. */
    public ImageRequest withScheduler(@Nullable String name) {
        return new ImageRequest(
                prompt, negative, steps, guidance, seed, width, height, name, start, strength, mask, clipSkip);
    }

    /** Returns a copy that begins with an image, of another strength. */
    public ImageRequest withStart(@Nullable Image picture, double share) {
        return new ImageRequest(
                prompt, negative, steps, guidance, seed, width, height, scheduler, picture, share, mask, clipSkip);
    }

    /** Returns a copy with a mask that is white where the first image is to be drawn anew. */
    public ImageRequest withMask(@Nullable Image where) {
        return new ImageRequest(
                prompt, negative, steps, guidance, seed, width, height, scheduler, start, strength, where, clipSkip);
    }

    /** Returns a copy whose prompt leaves out the last layers of the text encoder. */
    public ImageRequest withClipSkip(int layers) {
        return new ImageRequest(
                prompt, negative, steps, guidance, seed, width, height, scheduler, start, strength, mask, layers);
    }
}
