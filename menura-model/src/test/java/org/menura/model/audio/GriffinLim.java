package org.menura.model.audio;

import org.menura.tensor.Rng;

/**
 * A sound from the magnitudes of its spectra alone: phases are found by going back and forth between sound and spectra (D.
 * Griffin, J. Lim 1984), with momentum (N. Perraudin et al. 2013).
 */
final class GriffinLim {
    private static final double MOMENTUM = 0.99;

    private final Stft stft;
    private final int hop;
    private final double[] window;
    private final Fft fft;
    private final int iterations;
    private final long seed;

    /**
     * A search.
     *
     * @param iterations how often it goes back and forth; 30 to 60 are usual
     * @param seed of the phases that it starts from
     */
    GriffinLim(int size, int hop, int iterations, long seed) {
        this.window = Windows.hann(size);
        this.hop = hop;
        this.stft = new Stft(size, hop, window);
        this.fft = new Fft(size);
        this.iterations = iterations;
        this.seed = seed;
    }

    /**
     * The sound.
     *
     * @param magnitudes [frames][bins]
     * @param samples its length
     */
    float[] sound(double[][] magnitudes, int samples) {
        int frames = magnitudes.length;
        int bins = stft.bins();
        double[][] re = new double[frames][bins];
        double[][] im = new double[frames][bins];
        Rng random = new Rng(seed, 0);
        for (int t = 0; t < frames; t++) {
            for (int k = 0; k < bins; k++) {
                double phase = 2 * Math.PI * random.nextFloat();
                re[t][k] = magnitudes[t][k] * Math.cos(phase);
                im[t][k] = magnitudes[t][k] * Math.sin(phase);
            }
        }
        Spectra guess = new Spectra(re, im);
        Spectra before = new Spectra(new double[frames][bins], new double[frames][bins]);
        for (int i = 0; i < iterations; i++) {
            Spectra now = spectra(stft, sound(guess, samples));
            for (int t = 0; t < frames; t++) {
                for (int k = 0; k < bins; k++) {
                    double r = now.real()[t][k] + MOMENTUM * (now.real()[t][k] - before.real()[t][k]);
                    double m = now.imaginary()[t][k] + MOMENTUM * (now.imaginary()[t][k] - before.imaginary()[t][k]);
                    double size = Math.max(Math.hypot(r, m), 1e-16);
                    re[t][k] = magnitudes[t][k] * r / size;
                    im[t][k] = magnitudes[t][k] * m / size;
                }
            }
            before = now;
        }
        return sound(guess, samples);
    }

    /** All spectra of a sound. */
    static Spectra spectra(Stft stft, float[] samples) {
        int frames = stft.frames(samples.length);
        Spectra out = new Spectra(new double[frames][stft.bins()], new double[frames][stft.bins()]);
        for (int t = 0; t < frames; t++) {
            stft.frame(samples, t, out.real[t], out.imaginary[t]);
        }
        return out;
    }

    /**
     * The sound whose spectra come closest to the given ones (equation 6): stretches are windowed again, added where they
     * overlap, and divided by the sum of the squared windows.
     *
     * @param samples its length
     */
    float[] sound(Spectra spectra, int samples) {
        int n = fft.size();
        double[] sum = new double[samples];
        double[] weight = new double[samples];
        for (int t = 0; t < spectra.real.length; t++) {
            double[] re = new double[n];
            double[] im = new double[n];
            for (int k = 0; k < stft.bins(); k++) { // a real sound's spectrum has the other half mirrored
                re[k] = spectra.real[t][k];
                re[(n - k) % n] = spectra.real[t][k];
                im[k] = spectra.imaginary[t][k];
                im[(n - k) % n] = k == 0 || 2 * k == n ? 0 : -spectra.imaginary[t][k];
            }
            im[0] = 0;
            fft.inverse(re, im);
            int start = t * hop - n / 2;
            for (int i = Math.max(0, -start); i < n && start + i < samples; i++) {
                sum[start + i] += re[i] * window[i];
                weight[start + i] += window[i] * window[i];
            }
        }
        float[] out = new float[samples];
        for (int i = 0; i < samples; i++) {
            out[i] = (float) (sum[i] / Math.max(weight[i], 1e-8));
        }
        return out;
    }

    /**
     * Complex spectra.
     *
     * @param real [frames][bins]
     * @param imaginary [frames][bins]
     */
    record Spectra(double[][] real, double[][] imaginary) {
        /** Their magnitudes, [frames][bins]. */
        double[][] magnitudes() {
            double[][] out = new double[real.length][];
            for (int t = 0; t < out.length; t++) {
                out[t] = new double[real[t].length];
                for (int k = 0; k < out[t].length; k++) {
                    out[t][k] = Math.hypot(real[t][k], imaginary[t][k]);
                }
            }
            return out;
        }
    }
}
