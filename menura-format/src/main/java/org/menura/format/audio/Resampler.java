package org.menura.format.audio;

import java.math.BigInteger;
import java.util.Arrays;
import org.menura.tensor.annotation.Internal;

/**
 * A resampler of one channel to another sample rate by a polyphase filter: a sinc under a Kaiser window (J. F. Kaiser
 * 1974), 32 zero crossings to each side. Up to 0.87 of the lower of the two Nyquist frequencies the sound stays as it
 * is (within 0.01 dB); what would appear mirrored is at least 80 dB down, but for the band between 0.97 and 1 of that
 * frequency.
 *
 * <p>Both ends are treated as if silence lay beyond them; there is no delay. Not thread-safe.
 */
@Internal
public final class Resampler {
    private static final int CROSSINGS = 32;
    private static final double BETA = 8.5;
    private static final double CUTOFF = 0.95;
    /** Most phases that have taps of their own; between those of more, taps are interpolated (error below -100 dB). */
    private static final int MAX_PHASES = 512;

    private final int up;
    private final int down;
    private final int phases;
    private final int half; // taps to each side
    private final float[] taps; // [phases + 1, 2 * half]
    private final float[] window; // input from number start on
    private long start;
    private int filled;
    private long position; // of the next output, in input samples
    private int phase;
    private long taken; // input samples
    private long given; // output samples
    private boolean ended;

    /**
     * Creates a resampler between two sample rates.
     *
     * @throws IllegalArgumentException if one is not positive
     */
    public Resampler(int from, int to) {
        if (from < 1 || to < 1) {
            throw new IllegalArgumentException("cannot resample from %d to %d samples per second".formatted(from, to));
        }
        int divisor = BigInteger.valueOf(from).gcd(BigInteger.valueOf(to)).intValueExact();
        up = to / divisor;
        down = from / divisor;
        phases = Math.min(up, MAX_PHASES);
        double scale = Math.min(1, (double) up / down) * CUTOFF;
        half = up == down ? 1 : (int) Math.ceil(CROSSINGS / scale);
        taps = taps(scale);
        window = new float[2 * half + (1 << 14)];
        filled = half - 1; // the silence before the start
        start = 1 - half;
    }

    private float[] taps(double scale) {
        float[] out = new float[(phases + 1) * 2 * half];
        if (up == down) {
            out[0] = 1;
            return out;
        }
        double[] row = new double[2 * half];
        for (int p = 0; p <= phases; p++) {
            double sum = 0;
            for (int k = 0; k < 2 * half; k++) {
                double t = (k - half + 1 - (double) p / phases) * scale; // in zero crossings
                double x = t / CROSSINGS;
                double w = Math.abs(x) >= 1 ? 0 : bessel(BETA * Math.sqrt(1 - x * x)) / bessel(BETA);
                row[k] = w * (t == 0 ? 1 : Math.sin(Math.PI * t) / (Math.PI * t));
                sum += row[k];
            }
            for (int k = 0; k < 2 * half; k++) {
                out[p * 2 * half + k] = (float) (row[k] / sum); // a constant stays what it is in every phase
            }
        }
        return out;
    }

    /** The modified Bessel function of the first kind and order 0. */
    private static double bessel(double x) {
        double term = 1;
        double sum = 1;
        for (int k = 1; term > 1e-12 * sum; k++) {
            term *= x / (2 * k) * (x / (2 * k));
            sum += term;
        }
        return sum;
    }

    /** Resamples a whole clip: n samples become {@code ceil(n · to / from)}. */
    public static float[] resample(float[] in, int from, int to) {
        if (from == to) {
            return in.clone();
        }
        Resampler r = new Resampler(from, to);
        float[] out = new float[Math.toIntExact(r.outputs(in.length))];
        int fed = 0;
        for (int n = 0; n < out.length; ) {
            int done = r.take(out, n, out.length - n);
            n += done;
            if (done == 0) {
                if (fed == in.length) {
                    r.end();
                } else {
                    fed += r.feed(in, fed, in.length - fed);
                }
            }
        }
        return out;
    }

    private long outputs(long inputs) {
        return (inputs * up + down - 1) / down;
    }

    /** Feeds input samples while there is room for them; returns their number. {@link #take} makes room. */
    public int feed(float[] in, int from, int count) {
        compact();
        int n = Math.min(count, window.length - filled);
        System.arraycopy(in, from, window, filled, n);
        filled += n;
        taken += n;
        return n;
    }

    /** Marks the end of the input. */
    public void end() {
        ended = true;
    }

    /** Takes the output samples that the input so far determines; returns their number. */
    public int take(float[] out, int from, int count) {
        int n = 0;
        while (n < count) {
            int first = (int) (position - half + 1 - start);
            if (ended) {
                if (given == outputs(taken)) {
                    break;
                }
                if (first + 2 * half > filled) {
                    pad();
                    continue;
                }
            } else if (first + 2 * half > filled) {
                break;
            }
            out[from + n++] = output(first);
            given++;
            long next = (long) phase + down;
            position += next / up;
            phase = (int) (next % up);
        }
        return n;
    }

    /** Lets silence follow the end. */
    private void pad() {
        compact();
        Arrays.fill(window, filled, window.length, 0);
        filled = window.length;
    }

    /** Drops what no output needs any more. */
    private void compact() {
        int drop = (int) Math.min(filled, Math.max(0, position - half + 1 - start));
        System.arraycopy(window, drop, window, 0, filled - drop);
        filled -= drop;
        start += drop;
    }

    private float output(int first) {
        if (phases == up) {
            return dot(first, phase * 2 * half);
        }
        double exact = (double) phase * phases / up;
        int p = (int) exact;
        float part = (float) (exact - p);
        return (1 - part) * dot(first, p * 2 * half) + part * dot(first, (p + 1) * 2 * half);
    }

    /** Four sums, so that the processor need not wait for one. */
    private float dot(int at, int tap) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int end = at + 2 * half - 3;
        int t = tap;
        int i = at;
        for (; i < end; i += 4, t += 4) {
            a += window[i] * taps[t];
            b += window[i + 1] * taps[t + 1];
            c += window[i + 2] * taps[t + 2];
            d += window[i + 3] * taps[t + 3];
        }
        for (; i < at + 2 * half; i++, t++) {
            a += window[i] * taps[t];
        }
        return a + b + (c + d);
    }
}
