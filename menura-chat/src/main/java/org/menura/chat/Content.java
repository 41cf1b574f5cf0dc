package org.menura.chat;

import java.nio.file.Path;
import org.menura.format.Modality;

/** A part of a message. */
public sealed interface Content {
    /** Text. */
    record Text(String text) implements Content {}

    /** An image that is shown to a model, or that it drew. */
    record Image(org.menura.format.image.Image image) implements Content {}

    /**
     * Audio.
     *
     * @param samples of one channel, from -1 to 1
     * @param rate samples per second
     */
    record Audio(float[] samples, int rate) implements Content {
        public Audio {
            if (samples.length == 0 || rate < 1) {
                throw new IllegalArgumentException(
                        "no sound has %d samples at %d per second".formatted(samples.length, rate));
            }
        }

        /** Returns the length in seconds. */
        public double seconds() {
            return (double) samples.length / rate;
        }
    }

    /** An image or audio in a file that has not been read. */
    record MediaFile(Modality modality, Path file) implements Content {}

    /** Returns the kind of input that this is to models. */
    default Modality modality() {
        return switch (this) {
            case Text _ -> Modality.TEXT;
            case Image _ -> Modality.IMAGE;
            case Audio _ -> Modality.AUDIO;
            case MediaFile(Modality modality, var _) -> modality;
        };
    }
}
