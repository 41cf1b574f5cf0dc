package org.menura.model.audio;

import java.util.Arrays;

/**
 * The short-time Fourier transform: spectra of overlapping stretches of a sound, each centred on a multiple of the hop.
 * Beyond its ends the sound is mirrored. Not thread-safe.
 */
public final class Stft {
    private final RealFft fft;
    private final int hop;
    private final double[] window; // [fftSize]
    private final double[] frame;

    /**
     * Complex spectra.
     *
     * @param real [frames][bins]
     * @param imaginary [frames][bins]
     */
    public record Spectra(double[][] real, double[][] imaginary) {
        /** Their magnitudes, [frames][bins]. */
        public double[][] magnitudes() {
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

    /**
     * A transform.
     *
     * @param fftSize samples of a stretch
     * @param hop samples from one stretch to the next
     * @param window its values, at most {@code fftSize}; a shorter one is centred
     */
    public Stft(int fftSize, int hop, double[] window) {
        if (hop < 1 || window.length > fftSize || window.length < 1) {
            throw new IllegalArgumentException("no transform of %d values with a window of %d and a hop of %d"
                    .formatted(fftSize, window.length, hop));
        }
        this.fft = new RealFft(fftSize);
        this.hop = hop;
        this.window = new double[fftSize];
        System.arraycopy(window, 0, this.window, (fftSize - window.length) / 2, window.length);
        this.frame = new double[fftSize];
    }

    /** Number of frequencies. */
    public int bins() {
        return fft.bins();
    }

    /** Number of stretches of a sound: {@code samples / hop + 1}. */
    public int frames(int samples) {
        return samples / hop + 1;
    }

    /**
     * The spectrum of one stretch.
     *
     * @param t its number
     * @param real [bins], written
     * @param imaginary [bins], written
     * @return false if there is silence, and so zeros
     */
    public boolean frame(float[] samples, int t, double[] real, double[] imaginary) {
        int start = t * hop - fft.size() / 2;
        boolean sounds = false;
        for (int i = 0; i < frame.length; i++) {
            float x = mirrored(samples, start + i);
            sounds |= x != 0;
            frame[i] = x * window[i];
        }
        if (sounds) {
            fft.forward(frame, real, imaginary);
        } else {
            Arrays.fill(real, 0);
            Arrays.fill(imaginary, 0);
        }
        return sounds;
    }

    /** The sample at an index, beyond the ends those before them in reverse, without the last one twice. */
    private static float mirrored(float[] samples, int i) {
        int n = samples.length;
        if (i >= 0 && i < n) {
            return samples[i];
        }
        if (n < 2) {
            return n == 0 ? 0 : samples[0];
        }
        int period = 2 * (n - 1);
        int m = Math.floorMod(i, period);
        return samples[m < n ? m : period - m];
    }

    /** All spectra of a sound. */
    public Spectra forward(float[] samples) {
        int frames = frames(samples.length);
        Spectra out = new Spectra(new double[frames][bins()], new double[frames][bins()]);
        for (int t = 0; t < frames; t++) {
            frame(samples, t, out.real[t], out.imaginary[t]);
        }
        return out;
    }

    /**
     * The sound whose spectra come closest to the given ones (D. Griffin, J. Lim 1984, equation 6): stretches are windowed
     * again, added where they overlap, and divided by the sum of the squared windows.
     *
     * @param samples its length
     */
    public float[] inverse(Spectra spectra, int samples) {
        double[] sum = new double[samples];
        double[] weight = new double[samples];
        double[] x = new double[fft.size()];
        for (int t = 0; t < spectra.real.length; t++) {
            fft.inverse(spectra.real[t], spectra.imaginary[t], x);
            int start = t * hop - fft.size() / 2;
            for (int i = Math.max(0, -start); i < x.length && start + i < samples; i++) {
                sum[start + i] += x[i] * window[i];
                weight[start + i] += window[i] * window[i];
            }
        }
        float[] out = new float[samples];
        for (int i = 0; i < samples; i++) {
            out[i] = (float) (sum[i] / Math.max(weight[i], 1e-8));
        }
        return out;
    }
}
