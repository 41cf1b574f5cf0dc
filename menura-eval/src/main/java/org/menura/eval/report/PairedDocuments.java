package org.menura.eval.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.menura.eval.report.RunResults.Metric;

/** The values of a metric on documents that two runs share. */
record PairedDocuments(List<JsonNode> first, List<JsonNode> second, String note) {
    static PairedDocuments of(Metric metric, List<JsonNode> a, List<JsonNode> b) {
        Map<String, JsonNode> others = new HashMap<>();
        b.forEach(s -> {
            if (matches(s, metric)) {
                others.put(identity(s), s);
            }
        });
        List<JsonNode> first = new ArrayList<>();
        List<JsonNode> second = new ArrayList<>();
        int prompts = 0;
        int alone = 0;
        for (JsonNode s : a) {
            if (!matches(s, metric)) {
                continue;
            }
            JsonNode other = others.remove(identity(s));
            if (other == null) {
                alone++;
                continue;
            }
            first.add(s.path(metric.name()));
            second.add(other.path(metric.name()));
            prompts += s.path("prompt_hash").equals(other.path("prompt_hash")) ? 0 : 1;
        }
        List<String> notes = new ArrayList<>();
        if (prompts > 0) {
            notes.add("%d of %d prompts differ".formatted(prompts, first.size()));
        }
        if (!first.isEmpty() && alone + others.size() > 0) {
            notes.add("%d documents are in one run alone".formatted(alone + others.size()));
        }
        return new PairedDocuments(first, second, String.join("; ", notes));
    }

    private static boolean matches(JsonNode sample, Metric metric) {
        String filter = sample.path("filter").asText("none");
        return filter.equals(metric.filter()) && sample.has(metric.name());
    }

    private static String identity(JsonNode sample) {
        return sample.path("doc_id").asText() + " " + sample.path("doc_hash").asText();
    }

    int size() {
        return first.size();
    }

    Optional<PairedTest.Outcome> test(String metric, long seed) {
        if (all(JsonNode::isArray)) {
            return weighted(metric, seed);
        }
        if (!all(v -> v.isNumber() || v.isBoolean())) {
            return Optional.empty();
        }
        double[] a = first.stream().mapToDouble(PairedDocuments::value).toArray();
        double[] b = second.stream().mapToDouble(PairedDocuments::value).toArray();
        if (isBinary(a) && isBinary(b)) {
            return Optional.of(PairedTest.exact(booleans(a), booleans(b)));
        }
        double[] ones = new double[a.length];
        Arrays.fill(ones, 1);
        PairedTest.Statistic statistic = metric.equals("perplexity") ? (s, w) -> Math.exp(-s / w) : (s, w) -> s / w;
        return Optional.of(PairedTest.bootstrap(a, b, ones, statistic, seed));
    }

    /** Log-likelihoods with what they are divided by. */
    private Optional<PairedTest.Outcome> weighted(String metric, long seed) {
        if (!all(v -> v.size() == 2 && v.get(0).isNumber() && v.get(1).isNumber())) {
            return Optional.empty();
        }
        double[] a = first.stream().mapToDouble(v -> v.get(0).doubleValue()).toArray();
        double[] b = second.stream().mapToDouble(v -> v.get(0).doubleValue()).toArray();
        double[] w = first.stream().mapToDouble(v -> v.get(1).doubleValue()).toArray();
        return switch (metric) {
            case "word_perplexity", "byte_perplexity" ->
                Optional.of(PairedTest.bootstrap(a, b, w, (s, n) -> Math.exp(-s / n), seed));
            case "bits_per_byte" -> Optional.of(PairedTest.bootstrap(a, b, w, (s, n) -> -s / n / Math.log(2), seed));
            default -> Optional.empty();
        };
    }

    private boolean all(Predicate<JsonNode> test) {
        return first.stream().allMatch(test) && second.stream().allMatch(test);
    }

    private static double value(JsonNode v) {
        return v.isBoolean() ? v.booleanValue() ? 1 : 0 : v.doubleValue();
    }

    private static boolean isBinary(double[] values) {
        for (double v : values) {
            if (v != 0 && v != 1) {
                return false;
            }
        }
        return true;
    }

    private static boolean[] booleans(double[] values) {
        boolean[] out = new boolean[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = values[i] == 1;
        }
        return out;
    }
}
