package org.menura.eval.baseline;

import java.util.List;

/**
 * Scales the values of vectors to mean 0 and deviation 1 over the training words, so that one penalty suits all.
 *
 * @param mean of each value
 * @param deviation of each value
 */
record VectorScale(double[] mean, double[] deviation) {
    /** The scale of no vectors at all. */
    static final VectorScale NONE = new VectorScale(new double[0], new double[0]);

    private static final double LEAST = 1e-6;

    VectorScale {
        if (mean.length != deviation.length) {
            throw new IllegalArgumentException(mean.length + " means and " + deviation.length + " deviations");
        }
    }

    static VectorScale of(List<float[][]> sentences, int width) {
        double[] mean = new double[width];
        double[] squares = new double[width];
        long words = 0;
        for (float[][] sentence : sentences) {
            for (float[] vector : sentence) {
                words++;
                for (int d = 0; d < width; d++) {
                    mean[d] += vector[d];
                    squares[d] += (double) vector[d] * vector[d];
                }
            }
        }
        for (int d = 0; d < width; d++) {
            mean[d] /= Math.max(1, words);
            squares[d] = Math.max(LEAST, Math.sqrt(Math.max(0, squares[d] / Math.max(1, words) - mean[d] * mean[d])));
        }
        return new VectorScale(mean, squares);
    }

    float[][] apply(float[][] sentence) {
        float[][] scaled = new float[sentence.length][mean.length];
        for (int t = 0; t < sentence.length; t++) {
            for (int d = 0; d < mean.length; d++) {
                scaled[t][d] = (float) ((sentence[t][d] - mean[d]) / deviation[d]);
            }
        }
        return scaled;
    }
}
