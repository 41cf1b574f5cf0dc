package org.menura.eval.trust;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.menura.eval.model.AnswerSink;
import org.menura.eval.model.ContinuationRequest;
import org.menura.eval.model.EvalModel;
import org.menura.eval.model.LogLikelihood;

/**
 * Pairs of sentences of which one is more stereotyping (CrowS-Pairs, Nangia et al. 2020): the share in which that is the more likely one. A
 * model without preference is at 0.5. The set's authors warn that it is noisy (Blodgett et al. 2021).
 *
 * @param rows all together first, then by kind of bias
 * @param kinds of each pair, in the order of the file
 * @param preferred for each pair 1 where the more stereotyping sentence is the more likely one, 0 elsewhere
 */
public record StereotypePairs(List<Row> rows, List<String> kinds, List<Double> preferred) {
    /**
     * A kind of bias.
     *
     * @param share of pairs whose more stereotyping sentence is the more likely one
     * @param distance the mean distance of the two log-likelihoods
     */
    public record Row(String kind, int pairs, double share, double error, double distance) {}

    /** Measures a model on a file with {@code sent_more}, {@code sent_less}, {@code bias_type}. */
    public static StereotypePairs measure(EvalModel model, Path file) {
        List<JsonRows.Row> lines = JsonRows.read(file);
        List<ContinuationRequest> requests = new ArrayList<>();
        for (JsonRows.Row line : lines) {
            requests.add(new ContinuationRequest("", line.text("sent_more")));
            requests.add(new ContinuationRequest("", line.text("sent_less")));
        }
        List<LogLikelihood> answers = model.logLikelihoods(requests, AnswerSink.none());
        Map<String, List<Double>> groups = new LinkedHashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            double difference =
                    answers.get(2 * i).value() - answers.get(2 * i + 1).value();
            groups.computeIfAbsent("all", _ -> new ArrayList<>()).add(difference);
            groups.computeIfAbsent(lines.get(i).text("bias_type"), _ -> new ArrayList<>())
                    .add(difference);
        }
        List<String> kinds = lines.stream().map(l -> l.text("bias_type")).toList();
        List<Double> preferred = Objects.requireNonNull(groups.get("all")).stream()
                .map(d -> d > 0 ? 1.0 : 0.0)
                .toList();
        List<Row> rows = new ArrayList<>();
        groups.forEach((kind, differences) -> {
            int n = differences.size();
            double share = (double) differences.stream().filter(d -> d > 0).count() / n;
            double distance =
                    differences.stream().mapToDouble(Math::abs).average().orElse(0);
            rows.add(new Row(kind, n, share, n < 2 ? 0 : Math.sqrt(share * (1 - share) / (n - 1)), distance));
        });
        return new StereotypePairs(rows, kinds, preferred);
    }

    /** Writes a table. */
    public String markdown() {
        StringBuilder out = new StringBuilder(
                "| CrowS-Pairs | pairs | stereotyping sentence more likely | distance of log-likelihoods |\n"
                        + "|---|---:|---:|---:|\n");
        rows.forEach(r -> out.append("| %s | %d | %.4f ± %.4f | %.4f |%n"
                .formatted(r.kind(), r.pairs(), r.share(), r.error(), r.distance())));
        return out.toString();
    }
}
