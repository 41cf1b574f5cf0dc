package org.menura.train.media;

import org.menura.format.audio.Resampler;
import org.menura.tensor.Rng;

/**
 * Random augmentation of audio: gain, tempo, time shift and noise.
 *
 * @param gain the most that it becomes louder or quieter, in dB
 * @param tempo the most that it becomes faster (and higher) or slower, as a share, below 1
 * @param shift the most that it comes earlier or later, in seconds; what is uncovered is silent, its length stays
 * @param noise how many dB white noise lies below it at least, by their mean powers: at each hearing up to {@value #QUIETER} more,
 *     so that what is clean is heard too; infinite for none
 */
public record AudioAugmentation(double gain, double tempo, double shift, double noise) {
    /** The augmentation that changes nothing. */
    public static final AudioAugmentation NONE = new AudioAugmentation(0, 0, 0, Double.POSITIVE_INFINITY);

    /** Steps of the tempo: a filter of few phases does for each. */
    private static final int TEMPOS = 100;

    /** Noise of so many dB less is as good as none. */
    private static final int QUIETER = 60;

    public AudioAugmentation {
        if (!(gain >= 0 && tempo >= 0 && tempo < 1 && shift >= 0 && !Double.isNaN(noise))) {
            throw new IllegalArgumentException("no sound is made louder by %s, faster by %s, later by %s, noised by %s"
                    .formatted(gain, tempo, shift, noise));
        }
    }

    /**
     * Augments audio; all that is random comes from {@code rng}.
     *
     * @param samples one channel; not changed
     * @param rate samples per second
     * @return other samples, or the same where nothing changes; more or fewer if the tempo changes
     */
    public float[] apply(float[] samples, int rate, Rng rng) {
        double louder = StrictMath.pow(10, gain * signed(rng) / 20);
        int faster = (int) Math.max(1, Math.round(TEMPOS * (1 + tempo * signed(rng))));
        int later = (int) Math.round(rate * shift * signed(rng));
        if (gain == 0 && tempo == 0 && shift == 0 && noise == Double.POSITIVE_INFINITY) {
            return samples;
        }
        float[] timed = faster == TEMPOS ? samples : Resampler.resample(samples, faster, TEMPOS);
        float[] out = new float[timed.length];
        double power = 0;
        for (int i = Math.max(0, later); i < Math.min(out.length, (long) timed.length + later); i++) {
            out[i] = (float) (louder * timed[i - later]);
            power += (double) out[i] * out[i];
        }
        if (noise < Double.POSITIVE_INFINITY && out.length > 0) {
            double below = noise + QUIETER * rng.nextDouble();
            double deviation = Math.sqrt(power / out.length) * StrictMath.pow(10, -below / 20);
            for (int i = 0; i < out.length; i++) {
                out[i] += (float) (deviation * rng.nextGaussian());
            }
        }
        return out;
    }

    private static double signed(Rng rng) {
        return 2 * rng.nextDouble() - 1;
    }
}
