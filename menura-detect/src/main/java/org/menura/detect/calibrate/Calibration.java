package org.menura.detect.calibrate;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.menura.detect.score.Detector;
import org.menura.detect.score.Reading;
import org.menura.eval.metric.Binomial;
import org.menura.format.FormatException;

/**
 * The scores that human texts have under one detector, by length.
 *
 * @param score name of the detector's score
 * @param model SHA-256 of the model's files
 * @param second SHA-256 of the files of a sampling or mask-filling model; null for none
 * @param maxTokens tokens that were read of each text
 * @param perturbations perturbed texts that each text was compared with; 0 for scores without
 * @param texts how many texts there were, doubles left out
 * @param buckets ranges of lengths, ascending
 */
public record Calibration(
        String score,
        String model,
        @Nullable String second,
        int maxTokens,
        int perturbations,
        int texts,
        List<LengthBucket> buckets) {
    /** Checks the order of the ranges. */
    public Calibration {
        buckets = List.copyOf(buckets);
        for (int i = 1; i < buckets.size(); i++) {
            if (buckets.get(i).from() < buckets.get(i - 1).to()) {
                throw new FormatException("the ranges of lengths overlap at %d tokens"
                        .formatted(buckets.get(i).from()));
            }
        }
    }

    /** Finds the range of a length, if human texts of that length were read. */
    public Optional<LengthBucket> bucket(int tokens) {
        return buckets.stream().filter(b -> b.holds(tokens) && b.humans() > 0).findFirst();
    }

    /** Returns the fewest tokens of a text that can be judged; {@link Integer#MAX_VALUE} if none can. */
    public int shortest() {
        return buckets.stream()
                .filter(b -> b.humans() > 0)
                .mapToInt(LengthBucket::from)
                .min()
                .orElse(Integer.MAX_VALUE);
    }

    /**
     * Says how a text stands among the human ones.
     *
     * @param alpha rate of false alarms that is wanted
     */
    public Standing standing(Detector detector, Reading reading, double alpha) {
        Optional<LengthBucket> bucket = Double.isNaN(reading.score()) ? Optional.empty() : bucket(reading.tokens());
        if (bucket.isEmpty()) {
            return reading.tokens() < shortest()
                    ? new Standing.TooShort(reading.tokens(), shortest())
                    : new Standing.NotCalibrated(reading.tokens());
        }
        LengthBucket among = bucket.get();
        double oriented = detector.oriented(reading.score());
        double pValue = among.pValue(oriented);
        int above = among.above(alpha);
        double threshold = above == 0 ? Double.NaN : detector.oriented(among.threshold(alpha));
        return new Standing.Ranked(
                among,
                pValue,
                among.atLeast(oriented),
                alpha,
                threshold,
                above / (among.humans() + 1.0),
                Binomial.rateAbove(above, among.humans(), 0.95),
                pValue <= alpha);
    }

    /**
     * Refuses to judge the scores of one model by those of another.
     *
     * @throws FormatException if the calibration belongs to another score or model
     */
    public void check(String otherScore, String otherModel, @Nullable String otherSecond) {
        if (!score.equals(otherScore)) {
            throw new FormatException("the calibration is of the score %s, not of %s".formatted(score, otherScore));
        }
        if (!model.equals(otherModel)) {
            throw new FormatException(
                    "the calibration was made with another model (SHA-256 %s…, this one has %s…); calibrate again with this one"
                            .formatted(begin(model), begin(otherModel)));
        }
        if (!String.valueOf(second).equals(String.valueOf(otherSecond))) {
            throw new FormatException(
                    "the calibration was made with another second model; calibrate again with this one");
        }
    }

    private static String begin(String hash) {
        return hash.substring(0, Math.min(12, hash.length()));
    }
}
