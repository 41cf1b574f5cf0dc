package org.menura.tensor.cpu.work;

/** Memory in which a thread computes what it may have to throw away. */
final class DraftMemory {
    private float[] floats = new float[0];

    /** At least that many floats, with arbitrary content. */
    float[] floats(int count) {
        if (floats.length < count) {
            floats = new float[count];
        }
        return floats;
    }
}
