package org.menura.eval.trust;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.eval.model.EvalModel;
import org.menura.eval.run.EvaluationResults;
import org.menura.eval.run.EvaluationSettings;
import org.menura.eval.run.Evaluator;
import org.menura.eval.run.SampleResult;
import org.menura.eval.task.EvalTask;
import org.menura.eval.task.TaskSelection;
import org.menura.eval.trust.perturb.Perturbation;
import org.menura.format.FormatException;

/**
 * How a model's scores hold when questions are perturbed (HELM, Liang et al. 2022, section 4.6): the score under each perturbation and in
 * the worst case, the mean over documents of the worst score among the text as it is and all its perturbations.
 *
 * @param rows by task and metric
 * @param perturbations names in the order of the rows' values
 */
public record Robustness(List<Row> rows, List<String> perturbations) {
    /**
     * A metric of a task.
     *
     * @param clean the score without perturbation
     * @param perturbed the score under each perturbation
     * @param changed the share of documents that each perturbation changes
     * @param worst the mean of the documents' worst scores over all perturbations
     * @param worstRobustness the same over perturbations of form
     * @param worstFairness the same over perturbations of speakers and those spoken of
     */
    public record Row(
            String task,
            String metric,
            int documents,
            double clean,
            List<Double> perturbed,
            List<Double> changed,
            double worst,
            double worstRobustness,
            double worstFairness) {}

    /**
     * Measures tasks, as they are and under each perturbation.
     *
     * @param model asked once for each different request, if it is a {@link RememberingModel}
     */
    public static Robustness measure(
            EvalModel model, EvaluationSettings settings, TaskSelection selection, List<Perturbation> perturbations) {
        Evaluator evaluator = new Evaluator(model, settings.withBootstrapIterations(0));
        EvaluationResults clean = evaluator.evaluate(selection);
        List<EvaluationResults> results = new ArrayList<>();
        List<Map<String, Double>> changed = new ArrayList<>();
        for (Perturbation perturbation : perturbations) {
            SequencedMap<String, EvalTask> tasks = new LinkedHashMap<>();
            Map<String, Double> shares = new LinkedHashMap<>();
            selection.tasks().forEach((name, task) -> {
                PerturbedDocuments documents = new PerturbedDocuments(task);
                EvalTask other = task.withDocuments(rows -> documents.apply(rows, perturbation));
                tasks.put(name, other);
                shares.put(name, changed(task, other, evaluated(clean, name)));
            });
            changed.add(shares);
            try {
                results.add(evaluator.evaluate(new TaskSelection(tasks, selection.groups())));
            } catch (FormatException e) {
                throw new FormatException(
                        "under the perturbation %s: %s".formatted(perturbation.name(), e.getMessage()), e);
            }
        }
        List<Row> rows = new ArrayList<>();
        clean.documents().forEach((task, _) -> {
            Map<String, double[]> before = scores(clean, task);
            before.forEach((metric, values) -> {
                if (!isMean(clean, task, metric, values)) {
                    return;
                }
                boolean higher = higherIsBetter(clean, task, metric);
                List<double[]> after = new ArrayList<>();
                results.forEach(r -> after.add(scores(r, task).getOrDefault(metric, values)));
                rows.add(row(task, metric, values, after, higher, perturbations, changed));
            });
        });
        return new Robustness(
                rows, perturbations.stream().map(Perturbation::name).toList());
    }

    private static Row row(
            String task,
            String metric,
            double[] clean,
            List<double[]> after,
            boolean higher,
            List<Perturbation> perturbations,
            List<Map<String, Double>> changed) {
        List<double[]> form = new ArrayList<>();
        List<double[]> people = new ArrayList<>();
        for (int p = 0; p < after.size(); p++) {
            (perturbations.get(p).fairness() ? people : form).add(after.get(p));
        }
        return new Row(
                task,
                metric,
                clean.length,
                mean(clean),
                after.stream().map(Robustness::mean).toList(),
                changed.stream().map(c -> c.getOrDefault(task, 0.0)).toList(),
                worst(clean, after, higher),
                worst(clean, form, higher),
                worst(clean, people, higher));
    }

    private static double worst(double[] clean, List<double[]> after, boolean higher) {
        double[] worst = clean.clone();
        for (double[] values : after) {
            for (int i = 0; i < Math.min(worst.length, values.length); i++) {
                worst[i] = higher ? Math.min(worst[i], values[i]) : Math.max(worst[i], values[i]);
            }
        }
        return mean(worst);
    }

    /** Lists the documents of a task that were evaluated: the very rows, since some may be equal. */
    private static Set<Map<String, @Nullable Object>> evaluated(EvaluationResults results, String task) {
        Set<Map<String, @Nullable Object>> documents = Collections.newSetFromMap(new IdentityHashMap<>());
        results.documents().getOrDefault(task, List.of()).forEach(sample -> documents.add(sample.document()));
        return documents;
    }

    private static double changed(EvalTask task, EvalTask other, Set<Map<String, @Nullable Object>> evaluated) {
        List<Map<String, @Nullable Object>> before = task.documents().rows();
        List<Map<String, @Nullable Object>> after = other.documents().rows();
        int different = 0;
        for (int i = 0; i < before.size(); i++) {
            if (evaluated.contains(before.get(i)) && !before.get(i).equals(after.get(i))) {
                different++;
            }
        }
        return (double) different / Math.max(1, evaluated.size());
    }

    /** Tells whether a metric is the mean over documents; of others, such as perplexity, there is no worst case document by document. */
    private static boolean isMean(EvaluationResults results, String task, String metric, double[] values) {
        Map<String, @Nullable Object> known = results.results().get(task);
        Double aggregated = number(known == null ? null : known.get(metric));
        return aggregated != null && Math.abs(aggregated - mean(values)) <= 1e-9 * Math.max(1, Math.abs(aggregated));
    }

    private static boolean higherIsBetter(EvaluationResults results, String task, String metric) {
        Map<String, @Nullable Boolean> known = results.higherIsBetter().get(task);
        Boolean higher = known == null ? null : known.get(metric.substring(0, metric.indexOf(',')));
        return higher == null || higher;
    }

    /** The scores of a task's documents that are numbers, by metric and filter. */
    static Map<String, double[]> scores(EvaluationResults results, String task) {
        Map<String, List<Double>> lists = new LinkedHashMap<>();
        Map<String, Integer> sizes = new LinkedHashMap<>();
        List<SampleResult> samples = results.documents().getOrDefault(task, List.of());
        for (SampleResult sample : samples) {
            sizes.merge(sample.filter(), 1, Integer::sum);
            sample.metrics().forEach((metric, value) -> {
                Double number = number(value);
                if (number != null) {
                    lists.computeIfAbsent(metric + "," + sample.filter(), _ -> new ArrayList<>())
                            .add(number);
                }
            });
        }
        Map<String, double[]> out = new LinkedHashMap<>();
        lists.forEach((key, values) -> {
            // A metric that is not a number for every document has no mean over documents.
            if (values.size() == sizes.getOrDefault(key.substring(key.indexOf(',') + 1), -1)) {
                out.put(key, values.stream().mapToDouble(Double::doubleValue).toArray());
            }
        });
        return out;
    }

    static @Nullable Double number(@Nullable Object value) {
        return switch (value) {
            case Number number -> number.doubleValue();
            case Boolean truth -> truth ? 1.0 : 0.0;
            case null, default -> null;
        };
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }

    /** Writes tables. */
    public String markdown() {
        StringBuilder out = new StringBuilder(
                "| task | metric | n | as it is | worst case | robustness | fairness |\n|---|---|---:|---:|---:|---:|---:|\n");
        for (Row row : rows) {
            out.append("| %s | %s | %d | %.4f | %.4f | %.4f | %.4f |%n"
                    .formatted(
                            row.task(),
                            row.metric(),
                            row.documents(),
                            row.clean(),
                            row.worst(),
                            row.worstRobustness(),
                            row.worstFairness()));
        }
        out.append(
                "\n| task | metric | perturbation | documents changed | score | change |\n|---|---|---|---:|---:|---:|\n");
        for (Row row : rows) {
            for (int p = 0; p < perturbations.size(); p++) {
                out.append("| %s | %s | %s | %.1f %% | %.4f | %+.4f |%n"
                        .formatted(
                                row.task(),
                                row.metric(),
                                perturbations.get(p),
                                100 * row.changed().get(p),
                                row.perturbed().get(p),
                                row.perturbed().get(p) - row.clean()));
            }
        }
        return out.toString();
    }
}
