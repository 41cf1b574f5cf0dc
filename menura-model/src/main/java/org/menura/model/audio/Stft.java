package org.menura.model.audio;

import java.util.Arrays;

/**
 * The short-time Fourier transform: spectra of overlapping stretches of a sound, each centred on a multiple of the hop.
 * Beyond its ends the sound is mirrored. Not thread-safe.
 */
final class Stft {
    private final RealFft fft;
    private final int hop;
    private final double[] window; // [fftSize]
    private final double[] frame;

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
}
