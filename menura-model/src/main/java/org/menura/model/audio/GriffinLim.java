package org.menura.model.audio;

import org.menura.tensor.Rng;

/**
 * A sound from the magnitudes of its spectra alone: phases are found by going back and forth between sound and spectra (D.
 * Griffin, J. Lim 1984), with momentum (N. Perraudin et al. 2013).
 */
public final class GriffinLim {
    private static final double MOMENTUM = 0.99;

    private final Stft stft;
    private final int iterations;
    private final long seed;

    /**
     * A search.
     *
     * @param iterations how often it goes back and forth; 30 to 60 are usual
     * @param seed of the phases that it starts from
     */
    public GriffinLim(Stft stft, int iterations, long seed) {
        this.stft = stft;
        this.iterations = iterations;
        this.seed = seed;
    }

    /**
     * The sound.
     *
     * @param magnitudes [frames][bins]
     * @param samples its length
     */
    public float[] sound(double[][] magnitudes, int samples) {
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
        Stft.Spectra guess = new Stft.Spectra(re, im);
        Stft.Spectra before = new Stft.Spectra(new double[frames][bins], new double[frames][bins]);
        for (int i = 0; i < iterations; i++) {
            Stft.Spectra now = stft.forward(stft.inverse(guess, samples));
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
        return stft.inverse(guess, samples);
    }
}
