package org.menura.model.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpectraTest {
    private static double[] random(int n, long seed) {
        return new Random(seed).doubles(n, -1, 1).toArray();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 15, 16, 31, 32, 37, 60, 64, 74, 97, 100, 128, 400, 441, 961, 1009})
    void transformsAnyLength(int n) {
        double[] re = random(n, 1);
        double[] im = random(n, 2);
        double[] outRe = re.clone();
        double[] outIm = im.clone();
        Fft fft = new Fft(n);
        fft.forward(outRe, outIm);
        for (int k = 0; k < n; k++) {
            double sumRe = 0;
            double sumIm = 0;
            for (int j = 0; j < n; j++) {
                double a = 2 * Math.PI * ((long) j * k % n) / n;
                sumRe += re[j] * Math.cos(a) + im[j] * Math.sin(a);
                sumIm += im[j] * Math.cos(a) - re[j] * Math.sin(a);
            }
            assertEquals(sumRe, outRe[k], 1e-10 * n);
            assertEquals(sumIm, outIm[k], 1e-10 * n);
        }
        fft.inverse(outRe, outIm);
        assertArrayEquals(re, outRe, 1e-12 * n);
        assertArrayEquals(im, outIm, 1e-12 * n);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 10, 37, 74, 400, 512})
    void realSequencesHaveTheSameSpectrum(int n) {
        double[] x = random(n, 3);
        RealFft real = new RealFft(n);
        double[] re = new double[real.bins()];
        double[] im = new double[real.bins()];
        real.forward(x, re, im);
        double[] wholeRe = x.clone();
        double[] wholeIm = new double[n];
        new Fft(n).forward(wholeRe, wholeIm);
        for (int k = 0; k < real.bins(); k++) {
            assertEquals(wholeRe[k], re[k], 1e-11 * n);
            assertEquals(wholeIm[k], im[k], 1e-11 * n);
        }
    }

    @Test
    void spectraTurnBackIntoTheSound() {
        float[] sound = new float[3001];
        Random random = new Random(4);
        for (int i = 0; i < sound.length; i++) {
            sound[i] = random.nextFloat() - 0.5f;
        }
        for (int hop : new int[] {100, 160}) {
            Stft stft = new Stft(400, hop, Windows.hann(400));
            GriffinLim.Spectra s = GriffinLim.spectra(stft, sound);
            assertArrayEquals(sound, new GriffinLim(400, hop, 0, 1).sound(s, sound.length), 1e-5f);
        }
    }

    @Test
    void aShortSoundIsMirroredAsOftenAsNeeded() {
        Stft stft = new Stft(16, 4, Windows.hann(16));
        for (float[] sound : new float[][] {{}, {0.5f}, {0.5f, -1}, {1, 2, 3}}) {
            assertEquals(sound.length / 4 + 1, GriffinLim.spectra(stft, sound).real().length);
        }
        assertThrows(IllegalArgumentException.class, () -> new Stft(16, 0, Windows.hann(16)));
        assertThrows(IllegalArgumentException.class, () -> new Stft(16, 4, Windows.hann(17)));
    }

    @ParameterizedTest
    @EnumSource(MelScale.class)
    void scalesTurnBack(MelScale scale) {
        for (double f : new double[] {0, 20, 440, 999, 1000, 1001, 7600}) {
            assertEquals(f, scale.toHertz(scale.fromHertz(f)), 1e-9 * (1 + f));
        }
        assertEquals(scale == MelScale.HTK ? 999.9855 : 15, scale.fromHertz(1000), 1e-3);
    }

    @Test
    void filtersCoverTheBand() {
        MelFilters filters = MelFilters.overFrequency(20, 512, 16000, 0, 8000, MelScale.HTK, false);
        double[] ones = new double[filters.bins()];
        Arrays.fill(ones, 1);
        // Neighbours add up to one between the first peak and the last.
        for (int k = 20; k < 200; k++) {
            double sum = 0;
            for (double[] row : filters.weights()) {
                sum += row[k];
            }
            assertEquals(1, sum, 1e-9);
        }
        double[] passed = new double[20];
        filters.apply(ones, passed);
        for (int m = 0; m < 20; m++) {
            assertEquals(Arrays.stream(filters.weights()[m]).sum(), passed[m], 1e-9);
        }
    }

    /** Weights of filters hardly wider than a bin, as torchaudio 2.11.1 rounds them; with doubles the first is 0.00102. */
    @Test
    void narrowFiltersAreRoundedAsInKaldi() {
        double[][] weights = MelFilters.overPitch(256, 512, 16000, 20, 3700.5).weights();
        assertEquals(0.0010302937589585781, weights[225][90], 1e-7);
        assertEquals(0.0010918037733063102, weights[184][63], 1e-7);
        assertThrows(IllegalArgumentException.class, () -> MelFilters.overPitch(20, 512, 16000, 4000, 20));
    }

    @Test
    void griffinAndLimFindPhases() {
        int rate = 16000;
        float[] sound = new float[rate / 2];
        for (int i = 0; i < sound.length; i++) {
            double t = (double) i / rate;
            sound[i] = (float)
                    (0.4 * Math.sin(2 * Math.PI * (300 + 800 * t) * t) + 0.2 * Math.sin(2 * Math.PI * 1900 * t));
        }
        Stft stft = new Stft(400, 100, Windows.hann(400));
        double[][] wanted = GriffinLim.spectra(stft, sound).magnitudes();
        float[] guessed = new GriffinLim(400, 100, 0, 1).sound(wanted, sound.length);
        double before = mismatch(wanted, GriffinLim.spectra(stft, guessed).magnitudes());
        float[] found = new GriffinLim(400, 100, 40, 1).sound(wanted, sound.length);
        double after = mismatch(wanted, GriffinLim.spectra(stft, found).magnitudes());
        assertTrue(after < 0.1 && after < before / 4, before + " to " + after);
        assertArrayEquals(found, new GriffinLim(400, 100, 40, 1).sound(wanted, sound.length));
    }

    /** Difference of magnitudes, relative to their size. */
    private static double mismatch(double[][] wanted, double[][] actual) {
        double difference = 0;
        double size = 0;
        for (int t = 0; t < wanted.length; t++) {
            for (int k = 0; k < wanted[t].length; k++) {
                difference += Math.pow(wanted[t][k] - actual[t][k], 2);
                size += wanted[t][k] * wanted[t][k];
            }
        }
        return Math.sqrt(difference / size);
    }
}
