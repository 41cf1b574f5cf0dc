package org.menura.model;

import org.menura.tensor.Tensor;

/** A model that hears sound and writes text. */
public interface SpeechModel extends MemoryDecoder {
    /**
     * Hears sounds, all of the length that the model was made for.
     *
     * @param features [sounds, {@link #frames}, {@link #mels}]
     * @return [rows, hidden], equally many rows per sound
     * @throws org.menura.format.FormatException if the features are of another size
     */
    Features encode(Tensor features, Observer observer);

    /** {@link #encode} with nobody listening. */
    default Features encode(Tensor features) {
        return encode(features, Observer.NONE);
    }

    /** Rows of a sound's features. */
    int frames();

    /** Width of a sound's features. */
    int mels();

    /** Longest text in tokens. */
    int contextLength();
}
