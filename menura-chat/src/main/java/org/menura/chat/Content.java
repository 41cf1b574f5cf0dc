package org.menura.chat;

import java.nio.file.Path;
import org.menura.format.Modality;

/** A part of a message's content: text, an image or audio. */
public sealed interface Content {
    /** A text. */
    record Text(String text) implements Content {}

    /** An image that is shown to a model, or that it generated. */
    record Image(org.menura.format.image.Image image) implements Content {}

    /**
     * An audio clip of one channel.
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

        /** Returns the duration in seconds. */
        public double seconds() {
            return (double) samples.length / rate;
        }
    }

    /** A reference to an image or audio file that has not been read. */
    record MediaFile(Modality modality, Path file) implements Content {}

    /** Returns the modality of this part. */
    default Modality modality() {
        return switch (this) {
            case Text _ -> Modality.TEXT;
            case Image _ -> Modality.IMAGE;
            case Audio _ -> Modality.AUDIO;
            case MediaFile(Modality modality, var _) -> modality;
        };
    }
}
