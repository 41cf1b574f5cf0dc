package org.menura.model.audio;

import java.util.Arrays;

/** The discrete Fourier transform of real sequences: of even lengths through half as many complex values. Not thread-safe. */
final class RealFft {
    private final int n;
    private final Fft fft;
    private final double[] re;
    private final double[] im;
    private final double[] cos; // of 2π k / n
    private final double[] sin;

    /** A transform of {@code n} values. */
    public RealFft(int n) {
        this.n = n;
        this.fft = new Fft(n % 2 == 0 ? n / 2 : n);
        this.re = new double[fft.size()];
        this.im = new double[fft.size()];
        this.cos = new double[bins()];
        this.sin = new double[bins()];
        for (int k = 0; k < bins(); k++) {
            cos[k] = Math.cos(2 * Math.PI * k / n);
            sin[k] = Math.sin(2 * Math.PI * k / n);
        }
    }

    /** Number of values. */
    public int size() {
        return n;
    }

    /** Number of frequencies, from 0 to half the rate: {@code n / 2 + 1}. */
    public int bins() {
        return n / 2 + 1;
    }

    /**
     * {@code X[k] = Σ x[j] exp(-2π i j k / n)} for k up to n / 2.
     *
     * @param x [n]
     * @param real [bins], written
     * @param imaginary [bins], written
     */
    public void forward(double[] x, double[] real, double[] imaginary) {
        if (n % 2 != 0) {
            System.arraycopy(x, 0, re, 0, n);
            Arrays.fill(im, 0);
            fft.forward(re, im);
            System.arraycopy(re, 0, real, 0, bins());
            System.arraycopy(im, 0, imaginary, 0, bins());
            return;
        }
        int half = n / 2;
        for (int i = 0; i < half; i++) {
            re[i] = x[2 * i];
            im[i] = x[2 * i + 1];
        }
        fft.forward(re, im);
        // The spectra of the even and the odd values lie in the even and the odd part of what came out.
        for (int k = 0; k <= half; k++) {
            int a = k % half;
            int b = (half - k) % half;
            double evenRe = (re[a] + re[b]) / 2;
            double evenIm = (im[a] - im[b]) / 2;
            double oddRe = (im[a] + im[b]) / 2;
            double oddIm = (re[b] - re[a]) / 2;
            real[k] = evenRe + oddRe * cos[k] + oddIm * sin[k];
            imaginary[k] = evenIm + oddIm * cos[k] - oddRe * sin[k];
        }
    }
}
