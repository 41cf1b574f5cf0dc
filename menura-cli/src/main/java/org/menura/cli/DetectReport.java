package org.menura.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.menura.detect.calibrate.Calibration;
import org.menura.detect.calibrate.LengthBucket;
import org.menura.detect.calibrate.Standing;
import org.menura.detect.score.Detector;
import org.menura.detect.score.Reading;
import org.menura.detect.score.TokenStatistics;
import org.menura.format.tokenizer.TokenText;
import org.menura.format.tokenizer.Tokenizer;

/** Says what a detector read: numbers, and what stands behind them; never who wrote a text. */
final class DetectReport {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Console console;
    private final Detector detector;
    private final Tokenizer tokenizer;
    private final @Nullable Calibration calibration;
    private final double alpha;

    DetectReport(
            Console console, DetectDetectorOptions.Opened opened, @Nullable Calibration calibration, double alpha) {
        this.console = console;
        this.detector = opened.detector();
        this.tokenizer = opened.model().loaded().text().tokenizer();
        this.calibration = calibration;
        this.alpha = alpha;
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    private static String percent(double rate) {
        return format("%.3g", 100 * rate).replaceFirst("(\\.\\d*?)0+$", "$1").replaceFirst("\\.$", "") + " %";
    }

    /** What a calibration holds, a line each. */
    static List<String> calibrated(Calibration made, Detector detector, int given, double alpha) {
        List<String> lines = new ArrayList<>();
        int doubles = given - made.texts();
        lines.add(format(
                "%s calibrated on %d human texts%s",
                made.score(), made.texts(), doubles == 0 ? "" : format(" (%d more were there twice)", doubles)));
        for (LengthBucket bucket : made.buckets()) {
            String threshold;
            if (bucket.humans() == 0) {
                threshold = "none, so texts of this length will not be judged";
            } else if (bucket.above(alpha) == 0) {
                threshold = format(
                        "too few for a threshold at %s, which takes %.0f", percent(alpha), Math.ceil(1 / alpha) - 1);
            } else {
                threshold = format("threshold at %s: %.4f", percent(alpha), detector.oriented(bucket.threshold(alpha)));
            }
            lines.add(format("  %-22s %6d texts, %s", bucket.range(), bucket.humans(), threshold));
        }
        return lines;
    }

    /** Prints what was read in a text. */
    void print(String source, Reading reading, boolean explain) {
        if (reading.statistics() == null) {
            console.line(source + ": too short: a score takes at least one token after another");
            return;
        }
        if (Double.isNaN(reading.score())) {
            console.line(source + ": no score: its perturbed texts are the text itself, as --mask-model filled"
                    + " no gap, or there are too few words for one");
            return;
        }
        console.line(format(
                "%s: %s %.4f over %d tokens%s",
                source,
                detector.name(),
                reading.score(),
                reading.tokens(),
                reading.isCut() ? ", those it begins with" : ""));
        if (calibration == null) {
            console.line("  no p-value: a score means nothing without human texts to compare it with (--calibrate)");
        } else {
            standing(calibration.standing(detector, reading, alpha));
        }
        if (explain) {
            explain(reading.statistics());
        }
    }

    private void standing(Standing standing) {
        switch (standing) {
            case Standing.TooShort s ->
                console.line(format(
                        "  too short: %d tokens, and the shortest calibrated texts have %d", s.tokens(), s.fewest()));
            case Standing.NotCalibrated s ->
                console.line(format("  not calibrated for texts of %d tokens", s.tokens()));
            case Standing.Ranked r -> {
                console.line(format(
                        "  p-value %.4f: %d of %d human texts of %s score as machine-like or more",
                        r.pValue(), r.asHigh(), r.bucket().humans(), r.bucket().range()));
                if (Double.isNaN(r.threshold())) {
                    console.line(format(
                            "  no threshold at %s: that takes %.0f human texts of this length",
                            percent(r.alpha()), Math.ceil(1 / r.alpha()) - 1));
                } else {
                    console.line(format(
                            "  %s the threshold %.4f; human texts pass it at a rate of %s (95 %%: %s to %s)",
                            r.isPassed() ? "passes" : "does not pass",
                            r.threshold(),
                            percent(r.falseAlarms()),
                            percent(r.interval().low()),
                            percent(r.interval().high())));
                }
            }
        }
    }

    private void explain(TokenStatistics s) {
        console.line(format("  %10s %8s %8s %9s  %s", "log-prob", "rank", "entropy", "surprise", "token"));
        for (int i = 0; i < s.count(); i++) {
            console.line(format(
                    "  %10.4f %8d %8.4f %9.2f  %s",
                    s.logLikelihood()[i],
                    s.rank()[i],
                    s.entropy()[i],
                    surprise(s, i),
                    TokenText.quoted(tokenizer, s.tokens()[i])));
        }
        console.line("  surprise: standard deviations that a token is less likely than the model expected here");
    }

    /** In standard deviations; 0 where the model expected one token alone. */
    private static double surprise(TokenStatistics s, int i) {
        double deviation = Math.sqrt(s.variance()[i]);
        return deviation == 0 ? 0 : (s.mean()[i] - s.logLikelihood()[i]) / deviation;
    }

    /** Returns what was read in a text as JSON. */
    ObjectNode json(String source, Reading reading, boolean explain) {
        ObjectNode out = JSON.createObjectNode().put("source", source).put("score_name", detector.name());
        number(out, "score", reading.score());
        out.put("tokens", reading.tokens()).put("is_cut", reading.isCut());
        out.put("too_short", reading.statistics() == null);
        if (calibration != null && reading.statistics() != null) {
            switch (calibration.standing(detector, reading, alpha)) {
                case Standing.TooShort s -> out.put("too_short", true).put("fewest_tokens", s.fewest());
                case Standing.NotCalibrated _ -> out.putNull("p_value");
                case Standing.Ranked r -> {
                    out.put("p_value", r.pValue()).put("human_texts", r.bucket().humans());
                    out.put("human_texts_as_high", r.asHigh())
                            .put("from_tokens", r.bucket().from());
                    out.put("alpha", r.alpha()).put("passes_threshold", r.isPassed());
                    number(out, "threshold", r.threshold());
                    if (Double.isNaN(r.threshold())) {
                        out.putNull("false_alarm_rate").putNull("false_alarm_interval_95");
                    } else {
                        out.put("false_alarm_rate", r.falseAlarms());
                        out.putArray("false_alarm_interval_95")
                                .add(r.interval().low())
                                .add(r.interval().high());
                    }
                }
            }
        }
        TokenStatistics s = reading.statistics();
        if (explain && s != null) {
            ArrayNode tokens = out.putArray("token_statistics");
            for (int i = 0; i < s.count(); i++) {
                tokens.addObject()
                        .put("id", s.tokens()[i])
                        .put("token", TokenText.of(tokenizer, s.tokens()[i]))
                        .put("log_prob", s.logLikelihood()[i])
                        .put("rank", s.rank()[i])
                        .put("entropy", s.entropy()[i])
                        .put("variance", s.variance()[i]);
            }
        }
        return out;
    }

    /** A number that JSON has; null for others. */
    private static void number(ObjectNode out, String name, double value) {
        if (Double.isFinite(value)) {
            out.put(name, value);
        } else {
            out.putNull(name);
        }
    }
}
