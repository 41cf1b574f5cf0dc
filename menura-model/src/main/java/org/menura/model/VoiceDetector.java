package org.menura.model;

import org.menura.tensor.Backend;

/** A voice activity detector, which tells where somebody speaks. */
public interface VoiceDetector extends Model {
    /** The detector's state of one audio stream. */
    interface Memory {}

    /** Creates the state of an audio stream of which nothing was heard yet. */
    Memory newMemory();

    /**
     * Computes the probability of speech in the next samples.
     *
     * @param sound the next samples, a whole number of {@link #chunk}s
     * @param memory state of what came before; changed
     * @return for each chunk, the probability of speech in it
     */
    float[] listen(float[] sound, Memory memory);

    /** Returns the sample rate that audio must have. */
    int rate();

    /** Returns the number of samples that are judged together. */
    int chunk();

    /** Returns the backend that the model computes with. */
    Backend ops();
}
