package org.menura.model.audio;

import org.menura.tensor.Tensor;

/**
 * Kaldi's filter banks (D. Povey et al. 2011): usually logarithms of the power in mel bands of frames that lie wholly
 * within the sound, each freed of its mean and pre-emphasised. Not thread-safe.
 */
public final class KaldiFbank {
    /** The smallest power whose logarithm is taken: the rounding unit of 32-bit floats. */
    private static final double FLOOR = 1.1920928955078125e-7;

    /**
     * Which steps are taken; {@link #USUAL} takes all of them.
     *
     * @param snips whether frames lie wholly within the sound; else one is centred on every shift, and beyond its ends
     *     the sound is mirrored
     * @param centres whether each frame is freed of its mean
     * @param squares whether power is summed rather than magnitude
     * @param takesLog whether the sums' logarithms are taken
     */
    public record Steps(boolean snips, boolean centres, boolean squares, boolean takesLog) {
        /** All steps, as in the audio input of published models. */
        public static final Steps USUAL = new Steps(true, true, true, true);
    }

    private final int length;
    private final int shift;
    private final double preEmphasis;
    private final double[] window;
    private final RealFft fft;
    private final MelFilters filters;
    private final Steps steps;

    /**
     * Creates an extractor of filter banks that takes the usual steps; see {@link #KaldiFbank(int, int, double, double,
     * double, double[], double, double, Steps)}.
     */
    public KaldiFbank(
            int mels,
            int rate,
            double frameMillis,
            double shiftMillis,
            double preEmphasis,
            double[] window,
            double low,
            double high) {
        this(mels, rate, frameMillis, shiftMillis, preEmphasis, window, low, high, Steps.USUAL);
    }

    /**
     * Creates an extractor of filter banks.
     *
     * @param mels number of bands
     * @param rate samples per second
     * @param frameMillis length of a frame
     * @param shiftMillis from one frame to the next
     * @param preEmphasis how much of each sample is taken from the next one
     * @param window a value for each sample of a frame, as {@link #frameLength} counts them
     * @param low lowest frequency
     * @param high highest frequency; 0 or less is counted from half the rate down
     * @param steps which steps are taken
     */
    public KaldiFbank(
            int mels,
            int rate,
            double frameMillis,
            double shiftMillis,
            double preEmphasis,
            double[] window,
            double low,
            double high,
            Steps steps) {
        this.length = frameLength(rate, frameMillis);
        this.shift = (int) (rate * shiftMillis / 1000);
        if (window.length != length || shift < 1) {
            throw new IllegalArgumentException("a window of %d values and a shift of %d samples for frames of %d"
                    .formatted(window.length, shift, length));
        }
        this.preEmphasis = preEmphasis;
        this.window = window.clone();
        this.steps = steps;
        int size = length == 1 ? 1 : Integer.highestOneBit(length - 1) << 1;
        this.fft = new RealFft(size);
        this.filters = MelFilters.overPitch(mels, size, rate, low, high > 0 ? high : rate / 2.0 + high);
    }

    /** Returns the number of samples of a frame. */
    public static int frameLength(int rate, double frameMillis) {
        return (int) (rate * frameMillis / 1000);
    }

    /** Returns the number of frames of an audio signal. */
    public int frames(int samples) {
        if (!steps.snips) {
            return (samples + shift / 2) / shift;
        }
        return samples < length ? 0 : (samples - length) / shift + 1;
    }

    /**
     * Extracts the filter banks of an audio signal.
     *
     * @return [frames, mels]
     */
    public Tensor extract(float[] sound) {
        int frames = frames(sound.length);
        int mels = filters.mels();
        float[] out = new float[frames * mels];
        double[] x = new double[fft.size()];
        double[] re = new double[fft.bins()];
        double[] im = new double[fft.bins()];
        double[] bands = new double[mels];
        int first = steps.snips ? 0 : shift / 2 - length / 2;
        for (int t = 0; t < frames; t++) {
            frame(sound, first + t * shift, x);
            fft.forward(x, re, im);
            for (int k = 0; k < re.length; k++) {
                double power = re[k] * re[k] + im[k] * im[k];
                re[k] = steps.squares ? power : Math.sqrt(power);
            }
            filters.apply(re, bands);
            for (int m = 0; m < mels; m++) {
                out[t * mels + m] = (float) (steps.takesLog ? Math.log(Math.max(FLOOR, bands[m])) : bands[m]);
            }
        }
        return Tensor.of(out, frames, mels);
    }

    /**
     * Extracts the filter banks of an audio signal whose mean was taken away, as an image of fixed size: the audio
     * input of AST (arXiv 2104.01778) and ImageBind (arXiv 2305.05665).
     *
     * @param frames its width: what is missing is zeros, what is too much is cut off
     * @param mean taken from every value
     * @param deviation every value is divided by
     * @return [mels, frames]
     */
    public Tensor picture(float[] sound, int frames, float mean, float deviation) {
        double sum = 0;
        for (float s : sound) {
            sum += s;
        }
        float offset = (float) (sum / Math.max(1, sound.length));
        float[] centred = new float[sound.length];
        for (int i = 0; i < sound.length; i++) {
            centred[i] = sound[i] - offset;
        }
        Tensor banks = extract(centred);
        float[] values = banks.floats();
        int mels = filters.mels();
        float[] out = new float[mels * frames];
        for (int m = 0; m < mels; m++) {
            for (int t = 0; t < frames; t++) {
                float x = t < banks.dim(0) ? values[t * mels + m] : 0;
                out[m * frames + t] = (x - mean) / deviation;
            }
        }
        return Tensor.of(out, mels, frames);
    }

    private void frame(float[] sound, int start, double[] x) {
        double mean = 0;
        for (int i = 0; steps.centres && i < length; i++) {
            mean += sample(sound, start + i);
        }
        mean /= length;
        double previous = sample(sound, start) - mean; // the first sample stands before itself
        for (int i = 0; i < length; i++) {
            double now = sample(sound, start + i) - mean;
            x[i] = (now - preEmphasis * previous) * window[i];
            previous = now;
        }
    }

    /** The sample at an index, beyond the ends those before them in reverse, with the last one twice. */
    private static float sample(float[] sound, int i) {
        int n = sound.length;
        int m = Math.floorMod(i, 2 * n);
        return sound[m < n ? m : 2 * n - 1 - m];
    }
}
