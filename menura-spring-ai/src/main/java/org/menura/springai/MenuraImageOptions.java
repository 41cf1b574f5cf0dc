package org.menura.springai;

import org.jspecify.annotations.Nullable;
import org.springframework.ai.image.ImageOptions;

/**
 * The options of images; null for what the model's files say.
 *
 * @param n number of images
 * @param width in pixels
 * @param height in pixels
 * @param negative what is not to be seen
 * @param steps number of denoising steps
 * @param guidance scale of classifier-free guidance
 * @param seed of the first image; the others have the next ones
 */
public record MenuraImageOptions(
        @Nullable Integer n,
        @Nullable Integer width,
        @Nullable Integer height,
        @Nullable String negative,
        @Nullable Integer steps,
        @Nullable Double guidance,
        @Nullable Long seed)
        implements ImageOptions {
    /** Options that say nothing. */
    public static final MenuraImageOptions DEFAULT = new MenuraImageOptions(null, null, null, null, null, null, null);

    /** Returns a copy with another number of denoising steps. */
    public MenuraImageOptions withSteps(int count) {
        return new MenuraImageOptions(n, width, height, negative, count, guidance, seed);
    }

    /** Returns a copy with another seed. */
    public MenuraImageOptions withSeed(long number) {
        return new MenuraImageOptions(n, width, height, negative, steps, guidance, number);
    }

    /** Returns a copy with another number of images. */
    public MenuraImageOptions withN(int count) {
        return new MenuraImageOptions(count, width, height, negative, steps, guidance, seed);
    }

    @Override
    public @Nullable Integer getN() {
        return n;
    }

    /** Returns null: the model is the one that was opened. */
    @Override
    public @Nullable String getModel() {
        return null;
    }

    @Override
    public @Nullable Integer getWidth() {
        return width;
    }

    @Override
    public @Nullable Integer getHeight() {
        return height;
    }

    /** Returns the form of the images, Base64. */
    @Override
    public String getResponseFormat() {
        return "b64_json";
    }

    /** Returns null: the prompt says it. */
    @Override
    public @Nullable String getStyle() {
        return null;
    }
}
