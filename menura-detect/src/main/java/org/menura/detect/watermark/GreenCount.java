package org.menura.detect.watermark;

/**
 * How many green tokens a text has, as transformers' {@code WatermarkDetectorOutput} reports it.
 *
 * @param scored number of tokens that were judged
 * @param green number of green ones among them
 * @param z standard deviations above what texts without the watermark have on average
 * @param p probability that such a text has at least as many, by the normal distribution
 * @param prediction whether {@code z} is above the threshold
 */
public record GreenCount(int scored, int green, double z, double p, boolean prediction) {
    /** Returns the share of green tokens. */
    public double fraction() {
        return (double) green / scored;
    }

    static GreenCount of(int scored, int green, double share, double threshold) {
        double z = (green - share * scored) / Math.sqrt(scored * share * (1 - share));
        return new GreenCount(scored, green, z, Tails.normal(z), z > threshold);
    }
}
