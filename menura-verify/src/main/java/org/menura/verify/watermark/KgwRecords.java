package org.menura.verify.watermark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.menura.detect.watermark.GreenCount;
import org.menura.detect.watermark.KgwDetector;
import org.menura.format.FormatException;
import org.menura.generate.sample.Candidates;
import org.menura.generate.sample.Sampler;
import org.menura.generate.sample.SamplingParams;
import org.menura.generate.sample.Watermark;
import org.menura.generate.watermark.KgwWatermark;
import org.menura.generate.watermark.Watermarks;
import org.menura.verify.Check;
import org.menura.verify.RecordFile;

/** What transformers' {@code WatermarkLogitsProcessor} and {@code WatermarkDetector} made. */
final class KgwRecords {
    private static final List<String> FIELDS =
            List.of("greenlist_ratio", "bias", "hashing_key", "seeding_scheme", "context_width");
    private static final double LOGIT_BAR = 1e-6;
    static final double Z_BAR = 1e-12;
    static final double P_BAR = 1e-10;

    private KgwRecords() {}

    static KgwWatermark mark(JsonNode record) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        FIELDS.stream().filter(record::has).forEach(name -> fields.set(name, record.get(name)));
        try {
            return (KgwWatermark) Watermarks.of(fields.put("type", "kgw"));
        } catch (IllegalArgumentException e) {
            throw new FormatException("A record has no such watermark: " + e.getMessage(), e);
        }
    }

    private static List<Check> byCase(Path file, String what, double bar, BiConsumer<JsonNode, Bar> compare) {
        Map<String, Bar> bars = new LinkedHashMap<>();
        for (JsonNode record : RecordFile.read(file)) {
            String name = "%s, case %s".formatted(what, record.path("case").asText("?"));
            compare.accept(record, bars.computeIfAbsent(name, n -> new Bar(n, bar)));
        }
        return bars.values().stream().map(Bar::check).toList();
    }

    static List<Check> greenLists(Path file) {
        return byCase(file, "kgw green lists", 0, (record, bar) -> {
            int vocabulary = Records.vocabulary(record);
            int[] tokens = Records.tokens(record, "input_seq", vocabulary);
            if (tokens.length == 0) {
                throw new FormatException("A green list needs a token before it, but input_seq has none");
            }
            int[] green = mark(record).greenList(tokens, vocabulary);
            int[] first = Records.ints(record.path("first"));
            boolean same = green.length == Records.integer(record, "green_size")
                    && Records.sha256(green)
                            .equals(Records.field(record, "sha256_le_int32").asText())
                    && Arrays.equals(Arrays.copyOf(green, Math.min(green.length, first.length)), first)
                    && (!record.has("green") || Arrays.equals(green, Records.ints(record.get("green"))));
            bar.equal(same, () -> "behind " + Arrays.toString(tokens));
        });
    }

    static List<Check> logits(Path file) {
        return byCase(file, "kgw logits", LOGIT_BAR, (record, bar) -> {
            int vocabulary = Records.vocabulary(record);
            int[] tokens = Records.tokens(record, "input_ids", vocabulary);
            float[] before = Records.logits(
                    vocabulary, Records.field(record, "logits_formula_s").longValue());
            float[] after = processed(sampler(mark(record), tokens), before);
            int[] changed = IntStream.range(0, vocabulary)
                    .filter(i -> before[i] != after[i])
                    .toArray();
            boolean same = changed.length == Records.integer(record, "changed_count")
                    && Records.sha256(changed)
                            .equals(Records.field(record, "changed_sorted_sha256_le_int32")
                                    .asText())
                    && (!record.has("changed_sorted")
                            || Arrays.equals(changed, Records.ints(record.get("changed_sorted"))));
            bar.equal(same, () -> "changed logits behind " + Arrays.toString(tokens));
            compare(bar, after, Records.field(record, "processed_sample"), "behind " + Arrays.toString(tokens));
        });
    }

    /** A sampler whose only stage is a watermark, behind some tokens. */
    static Sampler sampler(Watermark mark, int[] tokens) {
        Sampler sampler = new Sampler(SamplingParams.builder()
                .seed(0)
                .order(List.of())
                .watermark(mark)
                .build());
        sampler.accept(tokens);
        return sampler;
    }

    /** Runs logits through a sampler, and puts what it left in the order of ids. */
    static float[] processed(Sampler sampler, float[] logits) {
        Candidates candidates = sampler.process(logits);
        float[] out = new float[logits.length];
        for (int i = 0; i < candidates.size(); i++) {
            out[candidates.id(i)] = candidates.logit(i);
        }
        return out;
    }

    /** Compares some logits by their ids. */
    static void compare(Bar bar, float[] actual, JsonNode recorded, String where) {
        recorded.properties().forEach(entry -> {
            int id = id(entry.getKey());
            float value = id < actual.length ? actual[id] : Float.NaN;
            double expected = Records.number(entry.getValue());
            double difference = value == expected ? 0 : Math.abs(value - expected);
            bar.add(difference, () -> "id %d %s: %s instead of %s".formatted(id, where, value, expected));
        });
    }

    private static int id(String text) {
        try {
            return Integer.parseUnsignedInt(text);
        } catch (NumberFormatException e) {
            throw new FormatException("A recorded logit's name must be the id of a token, not '%s'".formatted(text), e);
        }
    }

    static List<Check> detector(Path file) {
        List<Check> checks = new ArrayList<>();
        Map<String, Bar> counts = new LinkedHashMap<>();
        Bar scores = new Bar("kgw detector, z", Z_BAR);
        Bar tails = new Bar("kgw detector, p", P_BAR);
        for (JsonNode record : RecordFile.read(file)) {
            int vocabulary = Records.vocabulary(record);
            int[] tokens = Records.tokens(record, "input_ids", vocabulary);
            KgwDetector detector = new KgwDetector(
                    mark(record),
                    vocabulary,
                    record.path("bos_token_id").asInt(-1),
                    record.path("ignore_repeated_ngrams").asBoolean(false));
            GreenCount count = detector.detect(
                    tokens,
                    record.has("z_threshold") ? Records.number(record.get("z_threshold")) : KgwDetector.THRESHOLD);
            String name = "kgw detector, case %s".formatted(record.path("case").asText("?"));
            count(counts.computeIfAbsent(name, n -> new Bar(n, 0)), count, record);
            score(scores, tails, count, record);
        }
        counts.values().forEach(bar -> checks.add(bar.check()));
        if (!checks.isEmpty()) {
            checks.add(scores.check());
            checks.add(tails.check());
        }
        return checks;
    }

    static void count(Bar bar, GreenCount count, JsonNode recorded) {
        boolean same = count.scored() == Records.number(Records.field(recorded, "num_tokens_scored"))
                && count.green() == Records.number(Records.field(recorded, "num_green_tokens"))
                && (!recorded.has("green_fraction")
                        || count.fraction() == Records.number(recorded.get("green_fraction")))
                && count.prediction() == Records.field(recorded, "prediction").asBoolean();
        bar.equal(
                same,
                () -> "%d green of %d instead of %s of %s"
                        .formatted(
                                count.green(),
                                count.scored(),
                                recorded.get("num_green_tokens"),
                                recorded.get("num_tokens_scored")));
    }

    static void score(Bar scores, Bar tails, GreenCount count, JsonNode recorded) {
        double z = Records.number(Records.field(recorded, "z_score"));
        double p = Records.number(Records.field(recorded, "p_value"));
        scores.add(Math.abs(count.z() - z), () -> count.z() + " instead of " + z);
        tails.add(
                count.p() == p ? 0 : Math.abs(count.p() - p) / Math.max(p, Double.MIN_NORMAL),
                () -> count.p() + " instead of " + p);
    }
}
