package org.menura.model;

import org.menura.tensor.Backend;

/** A model that tells where somebody speaks. */
public interface VoiceDetector extends Model {
    /** What a detector remembers of one sound. */
    interface Memory {}

    /** The memory of a sound of which nothing was heard yet. */
    Memory newMemory();

    /**
     * Listens on.
     *
     * @param sound the next samples, a whole number of {@link #chunk}s
     * @param memory of what came before; changed
     * @return for each chunk, how likely somebody speaks in it
     */
    float[] listen(float[] sound, Memory memory);

    /** Samples per second that sounds must have. */
    int rate();

    /** Samples that are judged together. */
    int chunk();

    /** The operations that the model computes with. */
    Backend ops();
}
