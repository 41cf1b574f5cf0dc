package org.menura.train.perceive;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.data.MediaFiles;
import org.menura.format.FormatException;
import org.menura.generate.prompt.Processors;
import org.menura.model.audio.WhisperFeatures;
import org.menura.model.multimodal.Inputs;
import org.menura.model.vision.ImageProcessor;
import org.menura.model.vision.Prepared;
import org.menura.tensor.Rng;
import org.menura.tensor.Tensor;
import org.menura.train.data.MediaRef.Look;

/**
 * A source of image and audio files, preprocessed for a model's encoders. The processors' settings are read from its
 * folder when they are first needed. Not thread-safe.
 */
public final class MediaSource {
    private final Path folder;
    private final MediaFiles files;
    private @Nullable ImageProcessor pictures;
    private @Nullable WhisperFeatures sounds;

    /**
     * Makes a source of preprocessed images and audio.
     *
     * @param folder the folder of the image and audio processor configs; see {@link Processors}
     * @param files the reader of files
     */
    public MediaSource(Path folder, MediaFiles files) {
        this.folder = folder;
        this.files = files;
    }

    private ImageProcessor pictures() {
        if (pictures == null) {
            pictures = Processors.pictures(folder);
        }
        return pictures;
    }

    private WhisperFeatures sounds() {
        if (sounds == null) {
            sounds = Processors.sounds(folder);
        }
        return sounds;
    }

    /**
     * Augments and preprocesses an image.
     *
     * @throws FormatException if the file is no picture, or the model does not say how it wants them
     */
    public Prepared picture(Look look) {
        return pictures().prepare(look.augmentation().picture(files.picture(look.file()), new Rng(look.key())));
    }

    /** Makes the encoder's inputs of images whose frames have one size. */
    public Inputs seen(List<Prepared> together) {
        return Inputs.of(pictures().pixels(together));
    }

    /**
     * Augments audio and computes its features: as many as the file's, whatever its tempo has become.
     *
     * @return [mels, frames]
     * @throws FormatException if the file is no sound, lasts longer than the model hears, or that is not known
     */
    public Tensor sound(Look look) {
        int rate = sounds().rate();
        int most = sounds().samples();
        float[] samples = files.sound(look.file(), rate);
        if (samples.length == 0 || samples.length > most) {
            throw new FormatException(
                    "%s lasts %.1f s, but the model hears more than 0 and up to %.1f s at a time; cut it"
                            .formatted(look.file(), samples.length / (double) rate, most / (double) rate));
        }
        float[] heard = look.augmentation().sound(samples, rate, new Rng(look.key()));
        return sounds().alone(heard.length == samples.length ? heard : Arrays.copyOf(heard, samples.length));
    }

    /** Makes the encoder's inputs of audio features, the shorter ones padded. */
    public Inputs heard(List<Tensor> clips) {
        int longest = clips.stream().mapToInt(c -> c.dim(1)).max().orElse(1);
        int mels = sounds().mels();
        float[] values = new float[Math.multiplyExact(clips.size() * mels, longest)];
        boolean[] seen = new boolean[clips.size() * longest];
        for (int c = 0; c < clips.size(); c++) {
            int frames = clips.get(c).dim(1);
            float[] features = clips.get(c).toFloats();
            Arrays.fill(seen, c * longest, c * longest + frames, true);
            for (int m = 0; m < mels; m++) {
                System.arraycopy(features, m * frames, values, (c * mels + m) * longest, frames);
            }
        }
        return new Inputs(Tensor.of(values, clips.size(), mels, longest), seen);
    }
}
