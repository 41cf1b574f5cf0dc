package org.menura.model.audio;

import java.util.Arrays;

/** Window functions, [n] each. */
public final class Windows {
    private Windows() {}

    /** Returns Hann's window whose next value would be its first: for spectra that are turned back into audio. */
    public static double[] hann(int n) {
        return cosine(n, n, 0.5);
    }

    /** Returns Hann's window that ends as it begins. */
    public static double[] symmetricHann(int n) {
        return cosine(n, n - 1, 0.5);
    }

    /** Returns Hamming's window that ends as it begins. */
    public static double[] symmetricHamming(int n) {
        return cosine(n, n - 1, 0.54);
    }

    /** Returns Kaldi's default window: Hann's to the power of 0.85. */
    public static double[] povey(int n) {
        double[] w = symmetricHann(n);
        for (int i = 0; i < n; i++) {
            w[i] = Math.pow(w[i], 0.85);
        }
        return w;
    }

    /** Returns Blackman's window that ends as it begins. */
    public static double[] symmetricBlackman(int n) {
        double[] w = new double[n];
        for (int i = 0; i < n; i++) {
            double angle = 2 * Math.PI * i / Math.max(1, n - 1);
            w[i] = n == 1 ? 1 : 0.42 - 0.5 * Math.cos(angle) + 0.08 * Math.cos(2 * angle);
        }
        return w;
    }

    /** Returns the window that leaves everything as it is. */
    public static double[] rectangular(int n) {
        double[] w = new double[n];
        Arrays.fill(w, 1);
        return w;
    }

    private static double[] cosine(int n, int period, double offset) {
        double[] w = new double[n];
        for (int i = 0; i < n; i++) {
            w[i] = n == 1 ? 1 : offset - (1 - offset) * Math.cos(2 * Math.PI * i / period);
        }
        return w;
    }
}
