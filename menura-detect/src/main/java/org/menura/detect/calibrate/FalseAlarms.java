package org.menura.detect.calibrate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;
import org.menura.eval.metric.Binomial;
import org.menura.format.FormatException;
import org.menura.tensor.Rng;

/**
 * Counts false alarms on human texts that were kept out of the calibration, and compares the count with the exact binomial
 * interval. The texts are shuffled first, so both parts are exchangeable; on texts of another kind the rate is not promised.
 */
public final class FalseAlarms {
    /**
     * What happened in one range of lengths.
     *
     * @param bucket the human texts of the calibration
     * @param unseen human texts that were kept out
     * @param alarms of them
     * @param expected interval of the count at the rate alpha that holds 99 % of all counts
     */
    public record Row(LengthBucket bucket, int unseen, int alarms, Binomial.Interval expected) {
        /** Returns whether the count lies inside. */
        public boolean isInside() {
            return alarms >= expected.low() && alarms <= expected.high();
        }
    }

    private FalseAlarms() {}

    /**
     * Calibrates on some of the texts and counts on the others.
     *
     * @param unseen how many texts of each range are kept out at most; at least as many are needed to calibrate
     * @param seed which ones
     * @param done hears how many texts are read
     * @throws FormatException if there is no range with texts of both
     */
    public static List<Row> ofKeptOut(
            Calibrator calibrator, List<HumanText> texts, int unseen, double alpha, long seed, IntConsumer done) {
        Calibrator.Read read = calibrator.read(texts, done);
        List<Row> rows = new ArrayList<>();
        for (int r = 0; r < read.ranges().size(); r++) {
            double[] scores = read.of(r);
            double[] all = Arrays.stream(new Rng(seed, r).permutation(scores.length))
                    .mapToDouble(i -> scores[i])
                    .toArray();
            int kept = Math.min(unseen, all.length / 2);
            if (kept > 0) {
                rows.add(row(
                        read.ranges().get(r),
                        Arrays.copyOfRange(all, kept, all.length),
                        Arrays.copyOf(all, kept),
                        alpha));
            }
        }
        return checked(rows);
    }

    /**
     * Calibrates on some texts and counts on others, of another kind perhaps.
     *
     * @param done hears how many texts are read
     * @throws FormatException if there is no range with texts of both
     */
    public static List<Row> ofOthers(
            Calibrator calibrator, List<HumanText> texts, List<HumanText> others, double alpha, IntConsumer done) {
        Calibrator.Read read = calibrator.read(texts, done);
        Calibrator.Read judged = calibrator.read(others, i -> done.accept(texts.size() + i));
        List<Row> rows = new ArrayList<>();
        for (int r = 0; r < read.ranges().size(); r++) {
            if (read.of(r).length > 0 && judged.of(r).length > 0) {
                rows.add(row(read.ranges().get(r), read.of(r), judged.of(r), alpha));
            }
        }
        return checked(rows);
    }

    private static List<Row> checked(List<Row> rows) {
        if (rows.isEmpty()) {
            throw new FormatException("no range of lengths has human texts to calibrate on and others to count on;"
                    + " give more texts, or fewer ranges with --edges");
        }
        return rows;
    }

    private static Row row(LengthBucket range, double[] calibration, double[] unseen, double alpha) {
        LengthBucket bucket = new LengthBucket(range.from(), range.to(), calibration);
        int alarms = 0;
        for (double score : unseen) {
            alarms += bucket.pValue(score) <= alpha ? 1 : 0;
        }
        return new Row(bucket, unseen.length, alarms, new Binomial(unseen.length, alpha).interval(0.99));
    }

    /** Writes a table. */
    public static String markdown(List<Row> rows, double alpha) {
        StringBuilder out = new StringBuilder(String.format(
                Locale.ROOT,
                "| length | calibrated on | unseen | false alarms at %.3g %% | 99 %% interval of the count | inside |%n|---|---|---|---|---|---|%n",
                100 * alpha));
        for (Row row : rows) {
            out.append(String.format(
                    Locale.ROOT,
                    "| %s | %d | %d | %d (%.2f %%) | %.0f to %.0f | %s |%n",
                    row.bucket().range(),
                    row.bucket().humans(),
                    row.unseen(),
                    row.alarms(),
                    100.0 * row.alarms() / row.unseen(),
                    row.expected().low(),
                    row.expected().high(),
                    row.isInside() ? "yes" : "no"));
        }
        return out.toString();
    }
}
