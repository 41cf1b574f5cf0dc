package org.menura.model.audio;

import java.util.Arrays;
import org.menura.model.Config;
import org.menura.tensor.Tensor;

/**
 * Whisper's log-mel spectrogram (arXiv 2212.04356, section 2.2): decades of power in mel bands, nothing more than eight
 * decades below the loudest, scaled to about [-1, 1]. Not thread-safe.
 */
public final class WhisperFeatures {
    private static final double FLOOR = 1e-10;

    private final int rate;
    private final int hop;
    private final int samples;
    private final Stft stft;
    private final MelFilters filters;

    /**
     * Creates an extractor of log-mel features.
     *
     * @param mels number of bands
     * @param rate samples per second that it is given
     * @param hop samples from one row to the next
     * @param fftSize samples that a row is made of
     * @param seconds length that sounds are filled up to with silence
     */
    public WhisperFeatures(int mels, int rate, int hop, int fftSize, int seconds) {
        this.rate = rate;
        this.hop = hop;
        this.samples = Math.multiplyExact(rate, seconds);
        this.stft = new Stft(fftSize, hop, Windows.hann(fftSize));
        // Up to 8 kHz whatever the rate, as in the reference.
        this.filters = MelFilters.overFrequency(mels, fftSize, rate, 0, 8000, MelScale.SLANEY, true);
    }

    /** Reads a {@code preprocessor_config.json}. */
    public static WhisperFeatures of(Config c) {
        c.refuseUnless("dither", "0", "0.0");
        c.refuseUnless("padding_value", "0", "0.0");
        c.refuseUnless("padding_side", "right");
        return new WhisperFeatures(
                c.positive("feature_size", 80),
                c.positive("sampling_rate", 16000),
                c.positive("hop_length", 160),
                c.positive("n_fft", 400),
                c.positive("chunk_length", 30));
    }

    /** Returns the sample rate that audio must have. */
    public int rate() {
        return rate;
    }

    /** Returns the number of samples of the longest audio; shorter ones are filled up to it. */
    public int samples() {
        return samples;
    }

    /** Returns the hop: the samples from one frame to the next. */
    public int hop() {
        return hop;
    }

    /** Returns the number of mel bands. */
    public int mels() {
        return filters.mels();
    }

    /** Returns the number of frames of the features of every audio signal. */
    public int frames() {
        return samples / hop;
    }

    /**
     * Extracts the log-mel features of an audio signal.
     *
     * @param sound at most {@link #samples}
     * @return [frames, mels]
     */
    public Tensor extract(float[] sound) {
        if (sound.length > samples) {
            throw new IllegalArgumentException("%d samples where %d are the most".formatted(sound.length, samples));
        }
        float[] padded = Arrays.copyOf(sound, samples);
        int mels = mels();
        float[] out = new float[frames() * mels];
        double[] re = new double[stft.bins()];
        double[] im = new double[stft.bins()];
        double[] bands = new double[mels];
        double loudest = Math.log10(FLOOR);
        for (int t = 0; t < frames(); t++) {
            boolean sounds = stft.frame(padded, t, re, im);
            for (int k = 0; k < re.length; k++) {
                re[k] = re[k] * re[k] + im[k] * im[k];
            }
            if (sounds) {
                filters.apply(re, bands);
            }
            for (int m = 0; m < mels; m++) {
                double decades = Math.log10(sounds ? Math.max(FLOOR, bands[m]) : FLOOR);
                loudest = Math.max(loudest, decades);
                out[t * mels + m] = (float) decades;
            }
        }
        float floor = (float) (loudest - 8);
        for (int i = 0; i < out.length; i++) {
            out[i] = (Math.max(out[i], floor) + 4) / 4;
        }
        return Tensor.of(out, frames(), mels);
    }

    /**
     * Extracts the log-mel features of an audio signal without the silence that fills it up, as published models lay
     * them out.
     *
     * @param sound at least 1 sample, at most {@link #samples}
     * @return [mels, frames], a frame for each {@link #hop} samples that are begun
     */
    public Tensor alone(float[] sound) {
        int count = Math.clamp(Math.ceilDiv(sound.length, hop), 1, frames());
        float[] all = extract(sound).floats(); // [frames, mels]
        int mels = mels();
        float[] out = new float[mels * count];
        for (int t = 0; t < count; t++) {
            for (int m = 0; m < mels; m++) {
                out[m * count + t] = all[t * mels + m];
            }
        }
        return Tensor.of(out, mels, count);
    }
}
