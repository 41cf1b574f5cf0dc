package org.menura.model.audio;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The discrete Fourier transform of complex sequences of any length, in double precision: mixed radices (Cooley, Tukey
 * 1965) for lengths whose prime factors are small, else Bluestein's chirp (1970) through a power of two. Not thread-safe.
 */
final class Fft {
    private static final int LARGEST_RADIX = 31;

    private final int n;
    private final double[] cos; // of 2π i / n
    private final double[] sin;
    private final int[] radices;
    private final double[] re; // working space
    private final double[] im;
    private final double[] partRe = new double[LARGEST_RADIX];
    private final double[] partIm = new double[LARGEST_RADIX];
    private final @Nullable Chirp chirp;

    /** A transform of {@code n} values, n at least 1. */
    public Fft(int n) {
        if (n < 1) {
            throw new IllegalArgumentException("cannot transform %d values".formatted(n));
        }
        this.n = n;
        radices = radices(n);
        boolean small = radices[radices.length - 1] <= LARGEST_RADIX;
        chirp = small ? null : new Chirp(n);
        cos = new double[n];
        sin = new double[n];
        for (int i = 0; i < n; i++) {
            cos[i] = Math.cos(2 * Math.PI * i / n);
            sin[i] = Math.sin(2 * Math.PI * i / n);
        }
        re = new double[n];
        im = new double[n];
    }

    /** Number of values. */
    public int size() {
        return n;
    }

    /** Fours, then the prime factors that are left, rising. */
    private static int[] radices(int n) {
        int[] out = new int[Integer.SIZE];
        int count = 0;
        int left = n;
        for (; left % 4 == 0; left /= 4) {
            out[count++] = 4;
        }
        for (int p = 2; (long) p * p <= left; p++) {
            for (; left % p == 0; left /= p) {
                out[count++] = p;
            }
        }
        if (left > 1 || count == 0) {
            out[count++] = left;
        }
        return Arrays.copyOf(out, count);
    }

    /** {@code X[k] = Σ x[j] exp(-2π i j k / n)}, in place. */
    public void forward(double[] real, double[] imaginary) {
        if (chirp != null) {
            chirp.forward(real, imaginary);
            return;
        }
        System.arraycopy(real, 0, re, 0, n);
        System.arraycopy(imaginary, 0, im, 0, n);
        transform(0, n, 1, 0, real, imaginary, 0);
    }

    /** {@code x[j] = 1/n Σ X[k] exp(2π i j k / n)}, in place. */
    public void inverse(double[] real, double[] imaginary) {
        forward(imaginary, real);
        for (int i = 0; i < n; i++) {
            real[i] /= n;
            imaginary[i] /= n;
        }
    }

    /** Transforms every {@code stride}-th input from {@code from} on into {@code length} outputs at {@code at}. */
    private void transform(int from, int length, int stride, int level, double[] outRe, double[] outIm, int at) {
        if (length == 1) {
            outRe[at] = re[from];
            outIm[at] = im[from];
            return;
        }
        int radix = radices[level];
        int part = length / radix;
        for (int r = 0; r < radix; r++) {
            transform(from + r * stride, part, stride * radix, level + 1, outRe, outIm, at + r * part);
        }
        for (int k = 0; k < part; k++) {
            for (int r = 0; r < radix; r++) {
                int i = at + r * part + k;
                int w = r * k * stride;
                partRe[r] = outRe[i] * cos[w] + outIm[i] * sin[w];
                partIm[r] = outIm[i] * cos[w] - outRe[i] * sin[w];
            }
            if (radix == 2) {
                pair(outRe, outIm, at + k, part);
            } else if (radix == 4) {
                four(outRe, outIm, at + k, part);
            } else {
                prime(outRe, outIm, at + k, part, radix);
            }
        }
    }

    private void pair(double[] outRe, double[] outIm, int at, int part) {
        outRe[at] = partRe[0] + partRe[1];
        outIm[at] = partIm[0] + partIm[1];
        outRe[at + part] = partRe[0] - partRe[1];
        outIm[at + part] = partIm[0] - partIm[1];
    }

    private void four(double[] outRe, double[] outIm, int at, int part) {
        double sumRe = partRe[0] + partRe[2];
        double sumIm = partIm[0] + partIm[2];
        double differenceRe = partRe[0] - partRe[2];
        double differenceIm = partIm[0] - partIm[2];
        double oddRe = partRe[1] + partRe[3];
        double oddIm = partIm[1] + partIm[3];
        double turnedRe = partIm[1] - partIm[3]; // -i (b - d)
        double turnedIm = partRe[3] - partRe[1];
        outRe[at] = sumRe + oddRe;
        outIm[at] = sumIm + oddIm;
        outRe[at + part] = differenceRe + turnedRe;
        outIm[at + part] = differenceIm + turnedIm;
        outRe[at + 2 * part] = sumRe - oddRe;
        outIm[at + 2 * part] = sumIm - oddIm;
        outRe[at + 3 * part] = differenceRe - turnedRe;
        outIm[at + 3 * part] = differenceIm - turnedIm;
    }

    private void prime(double[] outRe, double[] outIm, int at, int part, int radix) {
        int step = n / radix;
        for (int q = 0; q < radix; q++) {
            double sumRe = partRe[0];
            double sumIm = partIm[0];
            for (int r = 1; r < radix; r++) {
                int w = q * r % radix * step;
                sumRe += partRe[r] * cos[w] + partIm[r] * sin[w];
                sumIm += partIm[r] * cos[w] - partRe[r] * sin[w];
            }
            outRe[at + q * part] = sumRe;
            outIm[at + q * part] = sumIm;
        }
    }

    /** A transform as a convolution with a chirp, {@code jk = (j² + k² - (k - j)²) / 2}. */
    private static final class Chirp {
        private final int n;
        private final Fft power;
        private final double[] cos; // of π j² / n
        private final double[] sin;
        private final double[] kernelRe; // spectrum of the chirp
        private final double[] kernelIm;
        private final double[] re;
        private final double[] im;

        Chirp(int n) {
            this.n = n;
            int size = Integer.highestOneBit(2 * n - 1) << 1;
            power = new Fft(size);
            cos = new double[n];
            sin = new double[n];
            kernelRe = new double[size];
            kernelIm = new double[size];
            re = new double[size];
            im = new double[size];
            for (int j = 0; j < n; j++) {
                double angle = Math.PI * ((long) j * j % (2L * n)) / n;
                cos[j] = Math.cos(angle);
                sin[j] = Math.sin(angle);
                kernelRe[j] = cos[j];
                kernelIm[j] = sin[j];
                kernelRe[(size - j) % size] = cos[j];
                kernelIm[(size - j) % size] = sin[j];
            }
            power.forward(kernelRe, kernelIm);
        }

        void forward(double[] real, double[] imaginary) {
            Arrays.fill(re, 0);
            Arrays.fill(im, 0);
            for (int j = 0; j < n; j++) {
                re[j] = real[j] * cos[j] + imaginary[j] * sin[j];
                im[j] = imaginary[j] * cos[j] - real[j] * sin[j];
            }
            power.forward(re, im);
            for (int i = 0; i < re.length; i++) {
                double product = re[i] * kernelRe[i] - im[i] * kernelIm[i];
                im[i] = re[i] * kernelIm[i] + im[i] * kernelRe[i];
                re[i] = product;
            }
            power.inverse(re, im);
            for (int k = 0; k < n; k++) {
                real[k] = re[k] * cos[k] + im[k] * sin[k];
                imaginary[k] = im[k] * cos[k] - re[k] * sin[k];
            }
        }
    }
}
