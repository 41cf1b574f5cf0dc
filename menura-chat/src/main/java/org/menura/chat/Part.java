package org.menura.chat;

import org.menura.format.image.Image;

/** A piece of a message. */
public sealed interface Part {
    /** What is written. */
    record Text(String text) implements Part {}

    /** What is seen, or drawn. */
    record Picture(Image image) implements Part {}

    /**
     * What is heard.
     *
     * @param samples of one channel, from -1 to 1
     * @param rate samples per second
     */
    record Sound(float[] samples, int rate) implements Part {
        public Sound {
            if (samples.length == 0 || rate < 1) {
                throw new IllegalArgumentException(
                        "no sound has %d samples at %d per second".formatted(samples.length, rate));
            }
        }

        /** Length in seconds. */
        public double seconds() {
            return (double) samples.length / rate;
        }
    }

    /** The kind of input that a part is to models: {@code text}, {@code image} or {@code audio}. */
    default String modality() {
        return switch (this) {
            case Text _ -> "text";
            case Picture _ -> "image";
            case Sound _ -> "audio";
        };
    }
}
