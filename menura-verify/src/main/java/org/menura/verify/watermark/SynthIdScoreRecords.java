package org.menura.verify.watermark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.generate.sample.Sampler;
import org.menura.generate.watermark.SynthIdWatermark;
import org.menura.generate.watermark.Watermarks;
import org.menura.verify.Check;
import org.menura.verify.RecordFile;

/** What transformers' {@code SynthIDTextWatermarkLogitsProcessor} made of logits, step after step. */
final class SynthIdScoreRecords {
    private static final List<String> FIELDS = List.of(
            "ngram_len",
            "keys",
            "sampling_table_size",
            "sampling_table_seed",
            "context_history_size",
            "skip_first_ngram_calls");
    private static final double BAR = 2e-5;

    private SynthIdScoreRecords() {}

    static SynthIdWatermark mark(JsonNode record) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        FIELDS.stream().filter(record::has).forEach(name -> fields.set(name, record.get(name)));
        try {
            return (SynthIdWatermark) Watermarks.of(fields.put("type", "synthid"));
        } catch (IllegalArgumentException e) {
            throw new FormatException("A record has no such watermark: " + e.getMessage(), e);
        }
    }

    static List<Check> compare(Path file) {
        Map<String, Bar> bars = new LinkedHashMap<>();
        Map<String, Sampler> rows = new HashMap<>();
        for (JsonNode record : RecordFile.read(file)) {
            int vocabulary = Records.vocabulary(record);
            String run = "case %s, %d tokens, batch %s"
                    .formatted(
                            record.path("case").asText("?"),
                            vocabulary,
                            record.path("batch").asText("1"));
            String row = run + ", row " + record.path("row").asText("0");
            int[] tokens = Records.tokens(record, "input_ids", vocabulary);
            Sampler sampler = rows.get(row);
            if (Records.integer(record, "step") == 0) {
                sampler = KgwRecords.sampler(mark(record), tokens);
                rows.put(row, sampler);
            } else {
                goOn(sampler, tokens, row);
            }
            float[] before = Records.logits(
                    vocabulary, Records.field(record, "logits_formula_s").longValue());
            float[] after = KgwRecords.processed(Objects.requireNonNull(sampler), before);
            Bar bar = bars.computeIfAbsent("synthid scores, " + run, n -> new Bar(n, BAR));
            String where = "at step %s of %s".formatted(record.path("step"), row);
            if (record.has("unchanged")) {
                bar.equal(
                        record.path("unchanged").asBoolean() == Arrays.equals(before, after),
                        () -> "unchanged or not " + where);
            }
            KgwRecords.compare(bar, after, Records.field(record, "scores"), where);
            if (record.has("argmax")) {
                int best = Records.integer(record, "argmax");
                bar.equal(best == argmax(after), () -> "the likeliest %s: %d".formatted(where, argmax(after)));
            }
        }
        return bars.values().stream().map(Bar::check).toList();
    }

    private static void goOn(@Nullable Sampler sampler, int[] tokens, String row) {
        if (sampler == null || tokens.length == 0) {
            throw new FormatException("The steps of %s don't begin with step 0 and a token".formatted(row));
        }
        sampler.accept(tokens[tokens.length - 1]);
    }

    private static int argmax(float[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }
}
