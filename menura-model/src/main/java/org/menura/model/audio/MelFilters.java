package org.menura.model.audio;

/**
 * A bank of triangular filters that are equally wide in pitch.
 *
 * @param weights of each frequency in each filter, [mels][bins]
 */
public record MelFilters(double[][] weights) {
    /**
     * Triangles over frequency, as librosa and transformers have them.
     *
     * @param equalAreas whether each filter is divided by its width ("slaney" normalisation); else its peak is 1
     */
    public static MelFilters overFrequency(
            int mels, int fftSize, int rate, double low, double high, MelScale scale, boolean equalAreas) {
        double[] edges = edges(mels, low, high, scale);
        double[][] out = new double[mels][fftSize / 2 + 1];
        for (int m = 0; m < mels; m++) {
            double left = scale.toHertz(edges[m]);
            double centre = scale.toHertz(edges[m + 1]);
            double right = scale.toHertz(edges[m + 2]);
            double factor = equalAreas ? 2 / (right - left) : 1;
            // The last frequency counts as half the rate, also where an odd size has none there.
            int last = Math.max(1, out[m].length - 1);
            for (int k = 0; k < out[m].length; k++) {
                out[m][k] = factor * triangle(rate / 2.0 * k / last, left, centre, right);
            }
        }
        return new MelFilters(out);
    }

    /**
     * Triangles over pitch, as Kaldi has them, in single precision; the frequency at half the rate takes no part.
     * Where a filter is hardly wider than a bin, its weights hang on how pitches are rounded.
     */
    public static MelFilters overPitch(int mels, int fftSize, int rate, double low, double high) {
        range(mels, low, high);
        double lowest = kaldi(low);
        float first = (float) lowest;
        float step = (float) ((kaldi(high) - lowest) / (mels + 1));
        float[] pitches = new float[fftSize / 2];
        for (int k = 0; k < pitches.length; k++) {
            float f = k * (float) ((double) rate / fftSize);
            pitches[k] = 1127 * (float) Math.log(1 + f / 700);
        }
        double[][] out = new double[mels][fftSize / 2 + 1];
        for (int m = 0; m < mels; m++) {
            float left = first + m * step;
            float centre = first + (m + 1) * step;
            float right = first + (m + 2) * step;
            for (int k = 0; k < pitches.length; k++) {
                float up = (pitches[k] - left) / (centre - left);
                float down = (right - pitches[k]) / (right - centre);
                out[m][k] = Math.max(0, Math.min(up, down));
            }
        }
        return new MelFilters(out);
    }

    private static double kaldi(double f) {
        return 1127 * Math.log(1 + f / 700);
    }

    private static double[] edges(int mels, double low, double high, MelScale scale) {
        range(mels, low, high);
        double first = scale.fromHertz(low);
        double step = (scale.fromHertz(high) - first) / (mels + 1);
        double[] out = new double[mels + 2];
        for (int i = 0; i < out.length; i++) {
            out[i] = first + i * step;
        }
        return out;
    }

    private static void range(int mels, double low, double high) {
        if (mels < 1 || !(low < high)) {
            throw new IllegalArgumentException("no %d filters between %s and %s Hz".formatted(mels, low, high));
        }
    }

    private static double triangle(double x, double left, double centre, double right) {
        return Math.max(0, Math.min((x - left) / (centre - left), (right - x) / (right - centre)));
    }

    /** Returns the number of mel filters. */
    public int mels() {
        return weights.length;
    }

    /** Returns the number of frequency bins. */
    public int bins() {
        return weights[0].length;
    }

    /**
     * Applies the filters to a spectrum.
     *
     * @param spectrum [bins]
     * @param out [mels], written
     */
    public void apply(double[] spectrum, double[] out) {
        for (int m = 0; m < out.length; m++) {
            double sum = 0;
            double[] row = weights[m];
            for (int k = 0; k < row.length; k++) {
                sum += row[k] * spectrum[k];
            }
            out[m] = sum;
        }
    }
}
