package org.menura.tensor.cpu.attention;

/** What rows have found in the keys that they were shown. */
interface Answers {
    /** What weights of a row are relative to: weights are exp(score - reference). */
    float reference(int row);

    /** Sum of the weights of a row. */
    float total(int row);

    /** Writes the sum of a row's weighted values, times {@code scale}. */
    void values(int row, float scale, float[] out, int o0);
}
