package org.menura.model.encoder.imagebind;

import org.menura.model.Config;
import org.menura.model.layer.Heads;

/**
 * The model's hyperparameters, under the names of the arguments of the authors' code; the defaults are the sizes of the
 * model that they published.
 */
record ImageBindConfig(
        int out,
        Tower vision,
        Tower text,
        Tower audio,
        Tower depth,
        Tower thermal,
        Tower imu,
        Patches visionPatches,
        Patches audioPatches,
        Patches depthPatches,
        Patches thermalPatches,
        Patches imuPatches,
        int vocabulary,
        int contextLength) {
    /** Sizes of a transformer; its MLPs are four times as wide. */
    record Tower(int width, int blocks, Heads heads) {}

    /** Channels of the inertial measurements. */
    static final int IMU_CHANNELS = 6;

    static ImageBindConfig of(Config c) {
        Patches.Size kernel = visionKernel(c);
        int vision = c.positive("vision_size", 224);
        int audioKernel = c.positive("audio_kernel_size", 16);
        int audioStride = c.positive("audio_stride", 10);
        return new ImageBindConfig(
                c.positive("out_embed_dim", 1024),
                tower(c, ImageBindModality.VISION, 1280, 32, 16),
                tower(c, ImageBindModality.TEXT, 1024, 24, 16),
                tower(c, ImageBindModality.AUDIO, 768, 12, 12),
                tower(c, ImageBindModality.DEPTH, 384, 12, 8),
                tower(c, ImageBindModality.THERMAL, 768, 12, 12),
                tower(c, ImageBindModality.IMU, 512, 6, 8),
                new Patches(3, new Patches.Size(frames(c), vision, vision), kernel, kernel),
                new Patches(
                        1,
                        Patches.Size.flat(c.positive("audio_num_mel_bins", 128), c.positive("audio_target_len", 204)),
                        Patches.Size.flat(audioKernel, audioKernel),
                        Patches.Size.flat(audioStride, audioStride)),
                flat(c, ImageBindModality.DEPTH),
                flat(c, ImageBindModality.THERMAL),
                imuPatches(c),
                c.positive("vocab_size", 49408),
                c.positive("context_length", 77));
    }

    Tower tower(ImageBindModality modality) {
        return switch (modality) {
            case VISION -> vision;
            case TEXT -> text;
            case AUDIO -> audio;
            case DEPTH -> depth;
            case THERMAL -> thermal;
            case IMU -> imu;
        };
    }

    private static Tower tower(Config c, ImageBindModality modality, int width, int blocks, int heads) {
        String field = modality.key() + "_num_heads";
        int own = c.positive(modality.key() + "_embed_dim", width);
        int count = c.positive(field, heads);
        return new Tower(
                own, c.positive(modality.key() + "_num_blocks", blocks), Heads.dividing(c, field, own, count, count));
    }

    /** A model of single frames sees each of them twice. */
    private static int frames(Config c) {
        return Math.max(2, c.positive("video_frames", 2));
    }

    private static Patches.Size visionKernel(Config c) {
        float[] sizes = c.numbers("kernel_size");
        if (sizes.length == 0) {
            return new Patches.Size(2, 14, 14);
        }
        if (sizes.length != 3) {
            throw c.unsupported("kernel_size", "it must hold frames, height and width");
        }
        return new Patches.Size((int) sizes[0], (int) sizes[1], (int) sizes[2]);
    }

    private static Patches flat(Config c, ImageBindModality modality) {
        int size = c.positive(modality.key() + "_size", 224);
        int kernel = c.positive(modality.key() + "_kernel_size", 16);
        Patches.Size patch = Patches.Size.flat(kernel, kernel);
        return new Patches(1, Patches.Size.flat(size, size), patch, patch);
    }

    private static Patches imuPatches(Config c) {
        Patches.Size patch = Patches.Size.flat(1, c.positive("imu_kernel_size", 8));
        return new Patches(IMU_CHANNELS, Patches.Size.flat(1, c.positive("imu_length", 2000)), patch, patch);
    }
}
