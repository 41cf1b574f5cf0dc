package org.menura.train.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.menura.format.image.Image;
import org.menura.model.diffusion.Autoencoder;
import org.menura.model.layer.FeatureMap;
import org.menura.tensor.Backend;
import org.menura.tensor.Grid;
import org.menura.tensor.Tensor;
import org.menura.train.media.AugmentedImage;

/**
 * The latents of images by a frozen autoencoder. Those of images without random augmentation are cached, up to a limit;
 * each of those is encoded alone, so that its latent does not depend on which others it meets.
 */
public final class Latents {
    private static final long MAX_BYTES = 256L << 20;

    private final Autoencoder autoencoder;
    private final Canvas canvas;
    private final SequencedMap<Image, Moments> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /** Mean and logarithm of the variance, [area, channels] each. */
    private record Moments(float[] mean, float[] logVariance) {
        long bytes() {
            return 2L * Float.BYTES * mean.length;
        }
    }

    /** Makes the latents of images of a size. */
    public Latents(Autoencoder autoencoder, Canvas canvas) {
        this.autoencoder = autoencoder;
        this.canvas = canvas;
    }

    public Autoencoder autoencoder() {
        return autoencoder;
    }

    /** Returns the edge of an image, in pixels. */
    public int size() {
        return canvas.size();
    }

    /** Returns the number of values of a latent. */
    public int values() {
        int side = canvas.size() / autoencoder.factor();
        return side * side * autoencoder.latentChannels();
    }

    /**
     * Samples latents of images, as a denoiser takes them.
     *
     * @param noise standard normal numbers, {@link #values} for each look
     */
    public FeatureMap of(List<AugmentedImage> looks, float[] noise) {
        int side = canvas.size() / autoencoder.factor();
        Grid grid = new Grid(looks.size(), side, side);
        int each = values();
        float[] mean = new float[each * looks.size()];
        float[] logVariance = new float[mean.length];
        List<Moments> moments = moments(looks);
        for (int i = 0; i < moments.size(); i++) {
            System.arraycopy(moments.get(i).mean, 0, mean, i * each, each);
            System.arraycopy(moments.get(i).logVariance, 0, logVariance, i * each, each);
        }
        int channels = autoencoder.latentChannels();
        Backend ops = autoencoder.ops();
        Autoencoder.Latent latent = new Autoencoder.Latent(
                new FeatureMap(Tensor.of(mean, grid.rows(), channels), grid),
                new FeatureMap(Tensor.of(logVariance, grid.rows(), channels), grid));
        return autoencoder.scaled(latent.sample(ops, Tensor.of(noise, grid.rows(), channels)));
    }

    private List<Moments> moments(List<AugmentedImage> looks) {
        List<AugmentedImage> varied =
                looks.stream().filter(AugmentedImage::varied).toList();
        List<Moments> together = varied.isEmpty() ? List.of() : encoded(varied);
        List<Moments> all = new ArrayList<>();
        int next = 0;
        for (AugmentedImage look : looks) {
            all.add(look.varied() ? together.get(next++) : known(look));
        }
        return all;
    }

    private Moments known(AugmentedImage look) {
        Moments moments = kept.get(look.picture());
        if (moments == null) {
            moments = encoded(List.of(look)).getFirst();
            kept.put(look.picture(), moments);
            bytes += moments.bytes() + look.picture().samples().length;
            while (bytes > MAX_BYTES && kept.size() > 1) {
                Map.Entry<Image, Moments> oldest = kept.pollFirstEntry();
                bytes -= oldest.getValue().bytes() + oldest.getKey().samples().length;
            }
        }
        return moments;
    }

    private List<Moments> encoded(List<AugmentedImage> looks) {
        try (Backend.Scope _ = autoencoder.ops().scope()) {
            Autoencoder.Latent latent = autoencoder.encode(canvas.pictures(looks));
            float[] mean = latent.mean().rows().toFloats();
            float[] logVariance = latent.logVariance().rows().toFloats();
            int each = values();
            List<Moments> out = new ArrayList<>();
            for (int i = 0; i < looks.size(); i++) {
                out.add(new Moments(
                        Arrays.copyOfRange(mean, i * each, (i + 1) * each),
                        Arrays.copyOfRange(logVariance, i * each, (i + 1) * each)));
            }
            return out;
        }
    }
}
