package org.menura.model;

import java.util.List;
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

    /**
     * A head of the decoder's attention to the audio.
     *
     * @param layer of the decoder, counted from 0
     * @param head of the layer, counted from 0
     */
    record Head(int layer, int head) {}

    /** Returns whether the decoder has a head. */
    boolean has(Head head);

    /** Returns the heads that tell best, without being told so, when a token is spoken: all in the upper half of the layers. */
    List<Head> likelyAligned();

    /**
     * Decodes a whole text and returns how its tokens attend to the audio.
     *
     * @param text token ids from the beginning on
     * @param memory of one recording
     * @param rows of the memory that count, from the first on
     * @return weights by head, token and row; those of a token add up to 1
     */
    List<float[][]> attention(int[] text, Memory memory, List<Head> heads, int rows);
}
