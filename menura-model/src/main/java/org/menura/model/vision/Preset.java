package org.menura.model.vision;

import org.menura.format.image.Resampling;
import org.menura.model.Config;

/** The defaults of transformers' image processors where a config leaves fields out. */
enum Preset {
    CLIP(224, true, 224, Resampling.BICUBIC, Statistics.CLIP),
    LLAVA(224, true, 224, Resampling.BICUBIC, Statistics.CLIP),
    VIT(224, false, 0, Resampling.BILINEAR, Statistics.HALF),
    DEIT(256, false, 224, Resampling.BICUBIC, Statistics.HALF),
    SIGLIP(224, false, 0, Resampling.BICUBIC, Statistics.HALF),
    BLIP(384, false, 0, Resampling.BICUBIC, Statistics.CLIP),
    IDEFICS3(4 * 364, false, 0, Resampling.LANCZOS, Statistics.HALF);

    /** Means and standard deviations of red, green and blue. */
    private enum Statistics {
        HALF(new float[] {0.5f, 0.5f, 0.5f}, new float[] {0.5f, 0.5f, 0.5f}),
        CLIP(new float[] {0.48145466f, 0.4578275f, 0.40821073f}, new float[] {0.26862954f, 0.26130258f, 0.27577711f});

        private final float[] mean;
        private final float[] deviation;

        Statistics(float[] mean, float[] deviation) {
            this.mean = mean;
            this.deviation = deviation;
        }
    }

    private final int size;
    private final boolean byShortestEdge;
    private final int crop;
    private final Resampling method;
    private final Statistics statistics;

    Preset(int size, boolean byShortestEdge, int crop, Resampling method, Statistics statistics) {
        this.size = size;
        this.byShortestEdge = byShortestEdge;
        this.crop = crop;
        this.method = method;
        this.statistics = statistics;
    }

    static Preset of(Config c) {
        String field = c.firstOf("image_processor_type", "feature_extractor_type");
        String name = c.text(field, "CLIPImageProcessor").replaceFirst("(ImageProcessor(Fast)?|FeatureExtractor)$", "");
        return switch (name) {
            case "CLIP", "Bit", "ChineseCLIP" -> CLIP;
            case "Llava" -> LLAVA;
            case "ViT" -> VIT;
            case "DeiT" -> DEIT;
            case "Siglip" -> SIGLIP;
            case "Blip" -> BLIP;
            case "Idefics3", "SmolVLM" -> IDEFICS3;
            default -> throw c.unsupported(field, "supported: CLIP, Llava, ViT, DeiT, Siglip, Blip, Idefics3, SmolVLM");
        };
    }

    /** Size that a picture gets. */
    int size() {
        return size;
    }

    /** Whether a size that is a single number means the shortest edge rather than both. */
    boolean byShortestEdge() {
        return byShortestEdge;
    }

    /** Size of the crop; 0 where there is none. */
    int crop() {
        return crop;
    }

    Resampling method() {
        return method;
    }

    float[] mean() {
        return statistics.mean;
    }

    float[] deviation() {
        return statistics.deviation;
    }
}
