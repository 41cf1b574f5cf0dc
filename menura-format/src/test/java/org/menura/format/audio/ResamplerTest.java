package org.menura.format.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplerTest {
    private static float[] sine(double hertz, int rate, int count) {
        float[] out = new float[count];
        for (int i = 0; i < count; i++) {
            out[i] = (float) Math.sin(2 * Math.PI * hertz * i / rate);
        }
        return out;
    }

    /** Power of the difference below that of a full sine, in decibels, away from the ends. */
    private static double quality(float[] expected, float[] actual) {
        double sum = 0;
        int edge = actual.length / 4;
        for (int i = edge; i < actual.length - edge; i++) {
            double d = (double) expected[i] - actual[i];
            sum += d * d;
        }
        return -10 * Math.log10(2 * sum / (actual.length - 2 * edge) + 1e-20);
    }

    @ParameterizedTest
    @CsvSource({
        "44100, 16000",
        "48000, 16000",
        "22050, 16000",
        "8000, 16000",
        "96000, 16000",
        "11025, 16000",
        "16000, 44100",
        "44101, 16000",
        "16000, 16001",
        "47999, 16000",
        "7999, 16000"
    })
    void keepsWhatBothRatesCanHold(int from, int to) {
        double nyquist = Math.min(from, to) / 2.0;
        for (double share : new double[] {0.02, 0.31, 0.6, 0.86}) {
            float[] in = sine(share * nyquist, from, from / 4);
            float[] out = Resampler.resample(in, from, to);
            assertEquals((in.length * (long) to + from - 1) / from, out.length);
            double decibels = quality(sine(share * nyquist, to, out.length), out);
            assertTrue(decibels > 60, "%.2f of the Nyquist frequency: %.1f dB".formatted(share, decibels));
        }
    }

    @ParameterizedTest
    @CsvSource({"44100, 16000", "48000, 16000", "44101, 16000", "32000, 8000"})
    void removesWhatTheLowerRateCannotHold(int from, int to) {
        for (double share : new double[] {1.04, 1.2, 1.7}) {
            float[] out = Resampler.resample(sine(share * to / 2, from, from / 4), from, to);
            double decibels = quality(new float[out.length], out);
            assertTrue(decibels > 78, "%.2f of the Nyquist frequency: %.1f dB".formatted(share, decibels));
        }
    }

    @Test
    void aConstantStaysWhatItIs() {
        float[] in = new float[4410];
        Arrays.fill(in, 0.25f);
        float[] out = Resampler.resample(in, 44100, 16000);
        for (int i = 200; i < out.length - 200; i++) {
            assertEquals(0.25f, out[i], 1e-6);
        }
    }

    @Test
    void theSameRateChangesNothing() {
        Random random = new Random(1);
        float[] in = new float[40_000];
        for (int i = 0; i < in.length; i++) {
            in[i] = random.nextFloat();
        }
        Resampler r = new Resampler(8000, 8000);
        assertArrayEquals(in, pieces(r, in, 999));
    }

    @ParameterizedTest
    @CsvSource({"44100, 16000, 1", "44100, 16000, 10000", "8000, 16000, 333", "44101, 16000, 77"})
    void piecesGiveTheSame(int from, int to, int size) {
        float[] in = sine(500, from, 20_011);
        assertArrayEquals(Resampler.resample(in, from, to), pieces(new Resampler(from, to), in, size));
    }

    private static float[] pieces(Resampler r, float[] in, int size) {
        float[] out = new float[3 * in.length];
        int n = 0;
        for (int fed = 0; fed < in.length; ) {
            int got = r.take(out, n, size);
            n += got;
            if (got == 0) {
                fed += r.feed(in, fed, Math.min(size, in.length - fed));
            }
        }
        r.end();
        for (int got = r.take(out, n, size); got > 0; got = r.take(out, n, size)) {
            n += got;
        }
        return Arrays.copyOf(out, n);
    }

    @Test
    void emptyStaysEmpty() {
        assertEquals(0, Resampler.resample(new float[0], 44100, 16000).length);
        assertEquals(1, Resampler.resample(new float[1], 44100, 16000).length);
        assertThrows(IllegalArgumentException.class, () -> new Resampler(0, 16000));
    }
}
