package org.menura.verify.watermark;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.menura.detect.watermark.GreenCount;
import org.menura.detect.watermark.KgwDetector;
import org.menura.detect.watermark.SynthIdText;
import org.menura.verify.Check;
import org.menura.verify.RecordFile;

/** Texts that a model wrote, and what detectors with some settings say of them. */
final class TextRecords {
    private static final double MEAN_BAR = 1e-12;

    private TextRecords() {}

    static List<Check> compare(Path file) {
        List<Check> checks = new ArrayList<>();
        int number = 0;
        for (JsonNode record : RecordFile.read(file)) {
            number++;
            int vocabulary = Records.vocabulary(record);
            int[] tokens = Records.tokens(record, "generated_ids", vocabulary);
            String name = "text %d (%s)".formatted(number, record.path("kind").asText("?"));
            Bar counts = new Bar(name + ", green tokens and masks", 0);
            Bar scores = new Bar(name + ", z and means", MEAN_BAR);
            Bar tails = new Bar(name + ", p", KgwRecords.P_BAR);
            boolean hasTails = false;
            for (JsonNode detector : Records.field(record, "detectors")) {
                JsonNode config = Records.field(detector, "config");
                if (config.has("ngram_len")) {
                    synthId(counts, scores, SynthIdText.of(SynthIdScoreRecords.mark(config), tokens, -1), detector);
                } else {
                    hasTails = true;
                    KgwDetector kgw = new KgwDetector(
                            KgwRecords.mark(config),
                            vocabulary,
                            record.path("bos_token_id").asInt(-1),
                            detector.path("ignore_repeated_ngrams").asBoolean(false));
                    GreenCount count = kgw.detect(tokens, KgwDetector.THRESHOLD);
                    KgwRecords.count(counts, count, detector);
                    KgwRecords.score(scores, tails, count, detector);
                }
            }
            checks.add(counts.check());
            checks.add(scores.check());
            if (hasTails) {
                checks.add(tails.check());
            }
        }
        return checks;
    }

    private static void synthId(Bar counts, Bar scores, SynthIdText text, JsonNode recorded) {
        int scored = Records.integer(recorded, "mask_sum");
        counts.equal(text.scored() == scored, () -> "%d n-grams instead of %d".formatted(text.scored(), scored));
        mean(scores, text.mean(), Records.number(Records.field(recorded, "mean")));
        mean(scores, text.weightedMean(), Records.number(Records.field(recorded, "weighted_mean")));
    }

    private static void mean(Bar bar, double actual, double recorded) {
        bar.add(Math.abs(actual - recorded), () -> actual + " instead of " + recorded);
    }
}
