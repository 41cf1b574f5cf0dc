package org.menura.model;

import org.menura.tensor.Tensor;

/** A speech recognition model: an encoder of audio, and a decoder that writes its text. */
public interface SpeechModel extends MemoryDecoder {
    /**
     * Encodes audio, all of the length that the model was made for.
     *
     * @param features log-mel features, [recordings, {@link #frames}, {@link #mels}]
     * @return [rows, hidden], equally many rows per recording
     * @throws org.menura.format.FormatException if the features are of another size
     */
    Features encode(Tensor features, Observer observer);

    /** Encodes audio without an observer; see {@link #encode}. */
    default Features encode(Tensor features) {
        return encode(features, Observer.NONE);
    }

    /** Returns the number of frames of the audio features. */
    int frames();

    /** Returns the number of mel bands of the audio features. */
    int mels();

    /** Returns the context length: the longest text in tokens. */
    int contextLength();
}
