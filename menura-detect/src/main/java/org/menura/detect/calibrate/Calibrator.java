package org.menura.detect.calibrate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.menura.detect.score.Detector;
import org.menura.detect.score.Reading;
import org.menura.detect.score.TokenStatistics;
import org.menura.format.FormatException;

/** Calibrates a detector on human texts. */
public final class Calibrator {
    private final Detector detector;
    private final List<Integer> edges;
    private final boolean beginnings;

    /**
     * Creates a calibrator.
     *
     * @param edges ends of the ranges of lengths, ascending
     * @param beginnings whether a text also stands, with its first tokens, in the ranges below its own length
     */
    public Calibrator(Detector detector, List<Integer> edges, boolean beginnings) {
        this.detector = detector;
        this.edges = List.copyOf(edges);
        this.beginnings = beginnings;
        if (edges.isEmpty()) {
            throw new FormatException("there is no range of lengths; name at least one end");
        }
        LengthBucket.between(edges); // checks them
    }

    /** The oriented scores of a text, by range; not numbers where it has none. */
    private double[] scores(Reading reading, List<LengthBucket> ranges, long place) {
        double[] out = new double[ranges.size()];
        for (int i = 0; i < out.length; i++) {
            LengthBucket range = ranges.get(i);
            out[i] = Double.NaN;
            if (range.holds(reading.tokens())) {
                out[i] = detector.oriented(reading.score());
            } else if (beginnings && reading.statistics() != null && reading.tokens() >= range.to()) {
                // Lengths inside a range follow one another, so that all of them are there.
                TokenStatistics first =
                        reading.statistics().first((int) (range.from() + place % (range.to() - range.from())));
                out[i] = detector.oriented(detector.scoreOf(first));
            }
        }
        return out;
    }

    /** The texts that a calibrator has read. */
    record Read(List<LengthBucket> ranges, List<List<Double>> scores, int texts) {
        /** The oriented scores of a range. */
        double[] of(int range) {
            return scores.get(range).stream().mapToDouble(Double::doubleValue).toArray();
        }
    }

    /** Scores texts; one that is there twice counts once. */
    Read read(List<HumanText> texts, IntConsumer done) {
        List<LengthBucket> ranges = LengthBucket.between(edges);
        List<List<Double>> scores = new ArrayList<>();
        ranges.forEach(_ -> scores.add(new ArrayList<>()));
        Set<String> seen = new HashSet<>();
        int count = 0;
        for (HumanText text : texts) {
            if (seen.add(text.text())) {
                double[] own = scores(detector.read(text.text()), ranges, seen.size());
                for (int i = 0; i < own.length; i++) {
                    if (!Double.isNaN(own[i])) {
                        scores.get(i).add(own[i]);
                    }
                }
            }
            done.accept(++count);
        }
        if (scores.stream().allMatch(List::isEmpty)) {
            throw new FormatException(
                    "none of the %d human texts has %d tokens and a score; a calibration needs longer ones"
                            .formatted(texts.size(), edges.getFirst()));
        }
        return new Read(ranges, scores, seen.size());
    }

    /**
     * Scores human texts.
     *
     * @param model SHA-256 of the model
     * @param second that of a second one; null for none
     * @param done hears how many texts are done
     * @throws FormatException if none of them is long enough
     */
    public Calibration calibrate(
            List<HumanText> texts, String model, @Nullable String second, int maxTokens, IntConsumer done) {
        Read read = read(texts, done);
        List<LengthBucket> buckets = new ArrayList<>();
        for (int i = 0; i < read.ranges().size(); i++) {
            LengthBucket range = read.ranges().get(i);
            buckets.add(new LengthBucket(range.from(), range.to(), read.of(i)));
        }
        return new Calibration(
                detector.name(), model, second, maxTokens, detector.perturbations(), read.texts(), buckets);
    }
}
