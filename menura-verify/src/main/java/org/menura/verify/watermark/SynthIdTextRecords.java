package org.menura.verify.watermark;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.detect.watermark.BayesianDetector;
import org.menura.detect.watermark.SynthIdText;
import org.menura.format.FormatException;
import org.menura.format.Sha256;
import org.menura.generate.watermark.SynthIdWatermark;
import org.menura.verify.Check;
import org.menura.verify.RecordFile;

/** The g-values and masks of texts, and what the detectors say of them. */
final class SynthIdTextRecords {
    private static final String VALUES = "synthid-gvalues.jsonl";
    private static final double MEAN_BAR = 1e-12;
    private static final double POSTERIOR_BAR = 1e-5;

    private SynthIdTextRecords() {}

    static List<Check> values(Path file) {
        Map<String, Bar> bars = new LinkedHashMap<>();
        Map<String, SynthIdWatermark> marks = new HashMap<>();
        for (JsonNode record : RecordFile.read(file)) {
            String name = record.path("case").asText("?");
            if (record.has("sampling_table_sha256_bytes")) {
                table(record, marks.get(name), bar(bars, "synthid sampling table", name));
                continue;
            }
            SynthIdWatermark mark = SynthIdScoreRecords.mark(record);
            marks.put(name, mark);
            int[] tokens = Records.tokens(record, "input_ids", Integer.MAX_VALUE);
            String where = "of a text of %d tokens".formatted(tokens.length);
            List<String> recorded = new ArrayList<>();
            Records.field(record, "g_values").forEach(value -> recorded.add(value.asText()));
            bar(bars, "synthid g-values", name).equal(strings(mark, tokens).equals(recorded), () -> where);
            Bar masks = bar(bars, "synthid masks", name);
            String contexts = ones(SynthIdText.newContexts(mark, tokens));
            masks.equal(
                    contexts.equals(
                            Records.field(record, "context_repetition_mask").asText()),
                    () -> "repeated contexts " + where);
            if (record.has("eos_mask")) {
                String ends = ones(SynthIdText.beforeEnd(
                        mark, tokens, record.path("eos_token_id").asInt(-1)));
                masks.equal(ends.equals(record.path("eos_mask").asText()), () -> "the end " + where);
            }
        }
        return bars.values().stream().map(Bar::check).toList();
    }

    private static Bar bar(Map<String, Bar> bars, String what, String name) {
        return bars.computeIfAbsent("%s, case %s".formatted(what, name), n -> new Bar(n, 0));
    }

    private static void table(JsonNode record, @Nullable SynthIdWatermark mark, Bar bar) {
        if (mark == null) {
            throw new FormatException("A sampling table comes before the texts of its case");
        }
        byte[] table = mark.samplingTable();
        String first = record.path("sampling_table_first_64").asText("");
        StringBuilder beginning = new StringBuilder();
        for (int i = 0; i < Math.min(first.length(), table.length); i++) {
            beginning.append(table[i]);
        }
        bar.equal(
                first.contentEquals(beginning)
                        && Sha256.of(table)
                                .equals(record.path("sampling_table_sha256_bytes")
                                        .asText()),
                () -> "a table of " + table.length);
    }

    private static List<String> strings(SynthIdWatermark mark, int[] tokens) {
        List<String> out = new ArrayList<>();
        for (long values : mark.gValues(tokens)) {
            StringBuilder text = new StringBuilder();
            for (int d = 0; d < mark.depth(); d++) {
                text.append(values >>> d & 1);
            }
            out.add(text.toString());
        }
        return out;
    }

    private static String ones(boolean[] mask) {
        StringBuilder text = new StringBuilder();
        for (boolean one : mask) {
            text.append(one ? 1 : 0);
        }
        return text.toString();
    }

    static List<Check> detectors(Path file) {
        Map<String, List<SynthIdText>> texts = texts(file.resolveSibling(VALUES));
        Map<String, BayesianDetector> detectors = new HashMap<>();
        Bar means = new Bar("synthid means", MEAN_BAR);
        Bar posteriors = new Bar("synthid Bayesian posteriors", POSTERIOR_BAR);
        List<JsonNode> records = RecordFile.read(file);
        for (JsonNode record : records) {
            String name = record.path("case").asText("?");
            if (record.path("type").asText().equals("weights")) {
                detectors.put(name, BayesianDetector.of(record));
                continue;
            }
            SynthIdText text = text(texts.getOrDefault(name, List.of()), record, name);
            mean(means, "mean", text.mean(), record);
            mean(means, "weighted_mean", text.weightedMean(), record);
            if (record.has("bayesian_posterior")) {
                BayesianDetector detector = detectors.get(name);
                if (detector == null) {
                    throw new FormatException("A posterior of case %s comes before its weights".formatted(name));
                }
                posterior(posteriors, detector, text, Records.number(record.get("bayesian_posterior")));
            }
        }
        if (records.isEmpty()) {
            return List.of();
        }
        // Posteriors need a trained detector, which a folder may lack.
        boolean areThere = !detectors.isEmpty() || records.stream().anyMatch(r -> r.has("bayesian_posterior"));
        return areThere ? List.of(means.check(), posteriors.check()) : List.of(means.check());
    }

    private static Map<String, List<SynthIdText>> texts(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new FormatException("Scores of detectors need the texts that they are of, in " + file);
        }
        Map<String, List<SynthIdText>> texts = new HashMap<>();
        for (JsonNode record : RecordFile.read(file)) {
            if (record.has("input_ids")) {
                SynthIdWatermark mark = SynthIdScoreRecords.mark(record);
                int[] tokens = Records.tokens(record, "input_ids", Integer.MAX_VALUE);
                texts.computeIfAbsent(record.path("case").asText("?"), _ -> new ArrayList<>())
                        .add(SynthIdText.of(
                                mark, tokens, record.path("eos_token_id").asInt(-1)));
            }
        }
        return texts;
    }

    private static SynthIdText text(List<SynthIdText> texts, JsonNode record, String name) {
        int at = Records.integer(record, "sequence");
        if (at < 0 || at >= texts.size()) {
            throw new FormatException("Case %s has no sequence %d in %s".formatted(name, at, VALUES));
        }
        return texts.get(at);
    }

    private static void mean(Bar bar, String name, double actual, JsonNode record) {
        if (record.has(name)) {
            double recorded = Records.number(record.get(name));
            boolean bothNone = Double.isNaN(recorded) && Double.isNaN(actual);
            bar.add(
                    bothNone ? 0 : Math.abs(actual - recorded),
                    () -> "%s %s instead of %s".formatted(name, actual, recorded));
        }
    }

    /** The difference, relative or in the logarithm of the odds, which float32 cuts off near 1. */
    private static void posterior(Bar bar, BayesianDetector detector, SynthIdText text, double recorded) {
        double actual = detector.posterior(text);
        double relative = actual == recorded ? 0 : Math.abs(actual - recorded) / recorded;
        double odds = Math.log(recorded) - Math.log1p(-recorded);
        double inOdds = Math.abs(detector.logOdds(text) - odds);
        bar.add(Math.min(relative, inOdds), () -> actual + " instead of " + recorded);
    }
}
