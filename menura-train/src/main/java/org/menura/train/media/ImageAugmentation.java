package org.menura.train.media;

import org.menura.format.image.Image;
import org.menura.tensor.Rng;

/**
 * Random augmentation of images: shift, scale, rotation, flip, colour jitter and noise. What is uncovered of a
 * transparent picture is its background; of another one, its border goes on.
 *
 * @param shift the most that it moves each way, in pixels of the file's picture
 * @param scale the most that it grows or shrinks, as a share of its size, below 1
 * @param rotate the most that it turns each way, in degrees
 * @param flip how likely it is mirrored, left to right
 * @param colour how much brightness, contrast and saturation vary, as a share (SimCLR, arXiv 2002.05709, has the same three)
 * @param noise standard deviation of what is added to each sample, as a share of the whole range
 * @param background behind transparent images
 */
public record ImageAugmentation(
        double shift, double scale, double rotate, double flip, double colour, double noise, Background background) {
    /** The augmentation that changes nothing. */
    public static final ImageAugmentation NONE = new ImageAugmentation(0, 0, 0, 0, 0, 0, Background.WHITE);

    public ImageAugmentation {
        boolean holds = shift >= 0 && scale >= 0 && scale < 1 && rotate >= 0 && rotate <= 180;
        if (!(holds && flip >= 0 && flip <= 1 && colour >= 0 && colour <= 1 && noise >= 0)) {
            throw new IllegalArgumentException(
                    "no picture is moved by %s, scaled by %s, turned by %s, mirrored by %s, coloured by %s, noised by %s"
                            .formatted(shift, scale, rotate, flip, colour, noise));
        }
    }

    /** Returns the augmentation with the same background and no change. */
    public ImageAugmentation plain() {
        return new ImageAugmentation(0, 0, 0, 0, 0, 0, new Background(background.rgb(), false));
    }

    /** Augments an image in red, green and blue; all that is random comes from {@code rng}. */
    public Image apply(Image picture, Rng rng) {
        int behind = background.pick(rng);
        boolean mirrored = rng.nextDouble() < flip;
        double dx = shift * signed(rng);
        double dy = shift * signed(rng);
        double size = 1 + scale * signed(rng);
        double turn = Math.toRadians(rotate * signed(rng));
        float brightness = (float) (1 + colour * signed(rng));
        float contrast = (float) (1 + colour * signed(rng));
        float saturation = (float) (1 + colour * signed(rng));
        boolean stays = shift == 0 && scale == 0 && rotate == 0 && !mirrored;
        if (stays && colour == 0 && noise == 0) {
            return picture.rgbOn(behind >> 16 & 0xff, behind >> 8 & 0xff, behind & 0xff);
        }
        Warp warp = new Warp(dx, dy, size, turn, mirrored);
        float[] samples = stays ? Warp.IDENTITY.of(picture, behind) : warp.of(picture, behind); // [pixels, 3], 0 to 255
        if (colour > 0) {
            Colours.vary(samples, brightness, contrast, saturation);
        }
        byte[] out = new byte[samples.length];
        for (int i = 0; i < out.length; i++) {
            double added = noise == 0 ? 0 : 255 * noise * rng.nextGaussian();
            out[i] = (byte) Math.round(Math.clamp(samples[i] + added, 0, 255));
        }
        return new Image(picture.width(), picture.height(), 3, out);
    }

    private static double signed(Rng rng) {
        return 2 * rng.nextDouble() - 1;
    }
}
