package org.menura.train.perceive;

import java.util.Arrays;
import org.menura.format.FormatException;
import org.menura.generate.MediaProcessors;
import org.menura.model.vision.Prepared;
import org.menura.tensor.Rng;
import org.menura.train.data.Medium.Look;
import org.menura.train.media.MediaFiles;

/**
 * Files as a model's encoders want them.
 *
 * @param processors how pictures and sounds are prepared
 * @param files what is read
 */
public record MediaSource(MediaProcessors processors, MediaFiles files) {
    /**
     * A picture as it is seen once.
     *
     * @throws FormatException if the file is no picture, or the model does not say how it wants them
     */
    public Prepared picture(Look look) {
        return processors
                .pictures()
                .prepare(look.augmentation().picture(files.picture(look.file()), new Rng(look.key())));
    }

    /**
     * A sound as it is heard once; as long as the file's, whatever its tempo has become.
     *
     * @return samples at the rate of the processor
     * @throws FormatException if the file is no sound, or lasts longer than the model hears
     */
    public float[] sound(Look look) {
        int rate = processors.sounds().rate();
        int most = processors.sounds().samples();
        float[] samples = files.sound(look.file(), rate);
        if (samples.length > most) {
            throw new FormatException("%s lasts %.1f s, but the model hears %.1f s at a time; cut it"
                    .formatted(look.file(), samples.length / (double) rate, most / (double) rate));
        }
        float[] heard = look.augmentation().sound(samples, rate, new Rng(look.key()));
        return heard.length == samples.length ? heard : Arrays.copyOf(heard, samples.length);
    }
}
