package org.menura.model.diffusion;

import org.jspecify.annotations.Nullable;
import org.menura.model.Model;
import org.menura.model.layer.FeatureMap;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** A model that says what is noise in a sample. */
public interface Denoiser extends Model {
    /**
     * A text that pictures are to follow, as rows of an encoder.
     *
     * @param rows [rows, width]
     * @param segments a sequence per picture or video
     */
    record Text(Tensor rows, Segments segments) {}

    /**
     * The condition of the images that are wanted; parts that the model was not trained with are null.
     *
     * @param text what cross-attention sees
     * @param label a vector per picture that stands for its class or content, [pictures, width]
     * @param pooled a vector per picture that sums up the text, [pictures, width] (SDXL)
     * @param sizes for each picture, numbers about its size and cut, [pictures, numbers] (arXiv 2307.01952, section 2.2)
     * @param frames how many pictures behind each other are frames of one video: the parts above are then told once for
     *     all of them, and where pictures attend to themselves, all attend to the first (arXiv 2303.13439, section 3.3); 1
     *     for single pictures
     */
    record Condition(
            @Nullable Text text,
            @Nullable Tensor label,
            @Nullable Tensor pooled,
            @Nullable Tensor sizes,
            int frames) {
        /** No condition. */
        public static final Condition NONE = new Condition(null, null, null, null);

        /** Creates the condition of single images. */
        public Condition(@Nullable Text text, @Nullable Tensor label, @Nullable Tensor pooled, @Nullable Tensor sizes) {
            this(text, label, pooled, sizes, 1);
        }

        /** Returns a condition of a text alone. */
        public static Condition of(Text text) {
            return new Condition(text, null, null, null);
        }

        /** Returns a condition of a label alone. */
        public static Condition of(Tensor label) {
            return new Condition(null, label, null, null);
        }

        /** Returns a copy for videos of so many frames. */
        public Condition withFrames(int count) {
            return new Condition(text, label, pooled, sizes, count);
        }
    }

    /** Gets to see what parts of a model return, by their names on disk. */
    @FunctionalInterface
    interface Observer {
        void see(String name, FeatureMap result);
    }

    /**
     * Computes the model's prediction for samples at timesteps.
     *
     * @param timesteps one per picture
     * @return of the sample's size
     */
    FeatureMap forward(FeatureMap sample, float[] timesteps, Condition condition, Observer observer);

    /** Computes the model's prediction without an observer. */
    default FeatureMap forward(FeatureMap sample, float[] timesteps, Condition condition) {
        return forward(sample, timesteps, condition, (_, _) -> {});
    }

    /** Returns the number of channels of samples. */
    int channels();

    /** Returns the number of channels of predictions. */
    int outChannels();

    /** Returns the height and width of the samples that it was trained with. */
    int sampleSize();

    /** Returns the backend that the model computes with. */
    Backend ops();
}
